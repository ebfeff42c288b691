// Credentials in their vendors' own formats. Each pattern is anchored at its opening, bounded, and of one character class
// a part, so that nothing is tried twice. What is public by design (publishable keys, account ids) is not here.

/** One format. */
export interface CredentialFormat {
  readonly name: string;
  /** What it begins with: literal, the first two characters select it. */
  readonly opening: string;
  /** What follows the opening. */
  readonly rest: string;
  /** Six characters of checksum at the end of what follows the opening. */
  readonly checksum?: true;
  readonly token?: true;
}

const END = String.raw`(?![A-Za-z0-9_])`;
const AWS = `[A-Z2-7]{16}${END}`;

/** Formats that begin with letters of their own. */
export const CREDENTIAL_FORMATS: readonly CredentialFormat[] = [
  { name: 'GitHub token', opening: 'ghp_', rest: `[A-Za-z0-9]{36}${END}`, checksum: true },
  { name: 'GitHub OAuth token', opening: 'gho_', rest: `[A-Za-z0-9]{36}${END}`, checksum: true },
  { name: 'GitHub user token', opening: 'ghu_', rest: `[A-Za-z0-9]{36}${END}`, checksum: true },
  { name: 'GitHub app token', opening: 'ghs_', rest: `[A-Za-z0-9]{36}${END}`, checksum: true },
  { name: 'GitHub app token', opening: 'ghs_', rest: `[A-Za-z0-9_.-]{60,1000}${END}` },
  { name: 'GitHub refresh token', opening: 'ghr_', rest: `[A-Za-z0-9]{36,80}${END}` },
  {
    name: 'GitHub fine-grained token',
    opening: 'github_pat_',
    rest: `[A-Za-z0-9]{22}_[A-Za-z0-9]{59}${END}`,
  },
  ...[
    'glpat-',
    'gldt-',
    'glrt-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glimt-',
    'glagent-',
    'glsoat-',
    'gloas-',
    'glffct-',
  ].map((opening) => ({
    name: 'GitLab token',
    opening,
    rest: `[\\w-]{20,300}(?:\\.[\\w-]{2,20}){0,2}${END}`,
  })),
  ...['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((opening) => ({ name: 'AWS access key id', opening, rest: AWS })),
  { name: 'Google API key', opening: 'AIza', rest: `[\\w-]{35}(?![\\w-])` },
  { name: 'Google client secret', opening: 'GOCSPX-', rest: `[\\w-]{28}(?![\\w-])` },
  { name: 'Google access token', opening: 'ya29.', rest: `[\\w-]{30,1024}${END}`, token: true },
  { name: 'Google refresh token', opening: '1//0', rest: `[\\w-]{40,512}${END}`, token: true },
  ...['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxo-'].map((opening) => ({
    name: 'Slack token',
    opening,
    rest: `\\d{8,14}-[A-Za-z0-9-]{20,200}${END}`,
  })),
  { name: 'Slack token', opening: 'xoxe', rest: `[.-](?:xox[bp]-)?\\d-[A-Za-z0-9]{100,300}${END}` },
  { name: 'Slack app token', opening: 'xapp-', rest: `\\d-[A-Z0-9]{8,14}-\\d{8,16}-[a-f0-9]{64}${END}` },
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'].map((opening) => ({
    name: 'Stripe key',
    opening,
    rest: `[A-Za-z0-9]{16,247}${END}`,
  })),
  { name: 'webhook secret', opening: 'whsec_', rest: `[A-Za-z0-9+/=]{24,100}` },
  { name: 'OpenAI key', opening: 'sk-proj-', rest: `[\\w-]{40,250}${END}` },
  { name: 'OpenAI key', opening: 'sk-svcacct-', rest: `[\\w-]{40,250}${END}` },
  { name: 'OpenAI key', opening: 'sk-admin-', rest: `[\\w-]{40,250}${END}` },
  { name: 'Anthropic key', opening: 'sk-ant-', rest: `[a-z]{2,10}\\d\\d-[\\w-]{80,120}${END}` },
  { name: 'OpenRouter key', opening: 'sk-or-v1-', rest: `[a-f0-9]{64}${END}` },
  { name: 'API key', opening: 'sk-', rest: `[A-Za-z0-9]{32,64}${END}` },
  { name: 'npm token', opening: 'npm_', rest: `[A-Za-z0-9]{36}${END}`, checksum: true },
  { name: 'PyPI token', opening: 'pypi-AgE', rest: `[\\w-]{50,1000}${END}` },
  { name: 'RubyGems key', opening: 'rubygems_', rest: `[a-f0-9]{48}${END}` },
  { name: 'NuGet key', opening: 'oy2', rest: `[a-z0-9]{43}${END}` },
  { name: 'Docker token', opening: 'dckr_pat_', rest: `[\\w-]{27}(?![\\w-])` },
  { name: 'Docker token', opening: 'dckr_oat_', rest: `[\\w-]{32}(?![\\w-])` },
  { name: 'Hugging Face token', opening: 'hf_', rest: `[A-Za-z0-9]{34}${END}` },
  { name: 'Twilio API key', opening: 'SK', rest: `[a-f0-9]{32}${END}` },
  { name: 'SendGrid key', opening: 'SG.', rest: `[\\w-]{22}\\.[\\w-]{43}(?![\\w-])` },
  { name: 'Mailgun key', opening: 'key-', rest: `[a-f0-9]{32}${END}` },
  ...['shpat_', 'shpca_', 'shppa_', 'shpss_'].map((opening) => ({
    name: 'Shopify token',
    opening,
    rest: `[A-Fa-f0-9]{32}${END}`,
  })),
  { name: 'Square token', opening: 'sq0atp-', rest: `[\\w-]{22}(?![\\w-])` },
  { name: 'Square secret', opening: 'sq0csp-', rest: `[\\w-]{43}(?![\\w-])` },
  ...['dop_v1_', 'doo_v1_', 'dor_v1_'].map((opening) => ({
    name: 'DigitalOcean token',
    opening,
    rest: `[a-f0-9]{64}${END}`,
  })),
  { name: 'Heroku key', opening: 'HRKU-', rest: `[\\w-]{36,60}${END}` },
  { name: 'Atlassian token', opening: 'ATATT3', rest: `[\\w=-]{150,250}${END}` },
  { name: 'Atlassian token', opening: 'ATCTT3', rest: `[\\w=-]{150,250}${END}` },
  { name: 'Linear key', opening: 'lin_api_', rest: `[A-Za-z0-9]{40}${END}` },
  { name: 'Notion token', opening: 'ntn_', rest: `\\d{11}[A-Za-z0-9]{35}${END}` },
  { name: 'Notion token', opening: 'secret_', rest: `[A-Za-z0-9]{43}${END}` },
  { name: 'Airtable token', opening: 'pat', rest: `[A-Za-z0-9]{14}\\.[a-f0-9]{64}${END}` },
  { name: 'Databricks token', opening: 'dapi', rest: `[a-f0-9]{32}(?:-\\d)?${END}` },
  ...['hvs.', 'hvb.', 'hvr.'].map((opening) => ({
    name: 'Vault token',
    opening,
    rest: `[\\w-]{24,300}${END}`,
  })),
  ...['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'].map((opening) => ({
    name: 'Doppler token',
    opening,
    rest: `(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}${END}`,
  })),
  { name: 'Postman key', opening: 'PMAK-', rest: `[a-f0-9]{24}-[a-f0-9]{34}${END}` },
  { name: 'New Relic key', opening: 'NRAK-', rest: `[A-Z0-9]{27}${END}` },
  { name: 'Grafana token', opening: 'glsa_', rest: `[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}${END}` },
  { name: 'Grafana token', opening: 'glc_', rest: `[A-Za-z0-9+/]{32,400}={0,2}${END}` },
  { name: 'Sentry token', opening: 'sntrys_', rest: `[A-Za-z0-9+/=_-]{40,400}` },
  { name: 'Sentry token', opening: 'sntryu_', rest: `[a-f0-9]{64}${END}` },
  { name: 'Supabase token', opening: 'sbp_', rest: `[a-f0-9]{40}${END}` },
  { name: 'Supabase key', opening: 'sb_secret_', rest: `[\\w-]{20,60}${END}` },
  { name: 'PlanetScale token', opening: 'pscale_tkn_', rest: `[\\w=.-]{32,64}${END}` },
  { name: 'PlanetScale password', opening: 'pscale_pw_', rest: `[\\w=.-]{32,64}${END}` },
  { name: 'Figma token', opening: 'figd_', rest: `[\\w-]{36,60}${END}` },
  { name: 'Groq key', opening: 'gsk_', rest: `[A-Za-z0-9]{52}${END}` },
  { name: 'xAI key', opening: 'xai-', rest: `[A-Za-z0-9]{80}${END}` },
  { name: 'Perplexity key', opening: 'pplx-', rest: `[A-Za-z0-9]{48,56}${END}` },
  { name: 'Replicate token', opening: 'r8_', rest: `[A-Za-z0-9]{37}${END}` },
  { name: 'Alibaba Cloud key id', opening: 'LTAI', rest: `[A-Za-z0-9]{12,26}${END}` },
  { name: 'Tencent Cloud key id', opening: 'AKID', rest: `[A-Za-z0-9]{32}${END}` },
  { name: 'Volcengine key id', opening: 'AKLT', rest: `[A-Za-z0-9]{40,48}${END}` },
  {
    name: 'Azure storage connection string',
    opening: 'DefaultEndpointsProtocol=',
    rest: 'https?;AccountName=[a-z0-9]{3,24};AccountKey=[A-Za-z0-9+/]{86}==(?:;EndpointSuffix=[a-z.]{3,60})?',
  },
  {
    name: 'Slack webhook',
    opening: 'https://hooks.slack.com/services/',
    rest: `T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{20,30}${END}`,
  },
  {
    name: 'age secret key',
    opening: 'AGE-SECRET-KEY-1',
    rest: `[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}${END}`,
  },
];

/** Endings by which documentation says that a credential is none. */
export const EXAMPLE_ENDINGS: readonly string[] = ['EXAMPLE', 'EXAMPLEKEY'];
