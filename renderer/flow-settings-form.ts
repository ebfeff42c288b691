import type { FlowSecrets, MethodInput } from '../shared/contract.ts';
import type {
  ClientAuthMethod,
  FlowSettings,
  GrantKind,
  HeaderLine,
  RegistrationMethod,
} from '../shared/trace/event.ts';
import type { Revision } from '../shared/protocol/revision.ts';

/** The settings of a flow as a person types them. An empty text means: not set. */
export interface FlowSettingsForm {
  readonly revision: Revision | 'auto';
  readonly registration: RegistrationMethod;
  readonly grant: GrantKind;
  readonly clientAuth: ClientAuthMethod | '';
  readonly login: FlowSettings['login'];
  readonly prompt: NonNullable<FlowSettings['prompt']> | '';
  readonly clientId: string;
  /** The token of the grant `token`. */
  readonly accessToken: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  readonly signingAlgorithm: string;
  readonly clientMetadataUrl: string;
  readonly clientIssuer: string;
  readonly scope: string;
  readonly authorizationServer: string;
  readonly resource: string;
  readonly redirectPort: string;
  readonly redirectPath: string;
  readonly extraAuthorizationParameters: string;
  readonly extraHeaders: string;
  readonly overrides: string;
  readonly timeout: string;
  readonly bodyLimit: string;
}

export const DEFAULT_FORM: FlowSettingsForm = {
  revision: 'auto',
  registration: 'auto',
  grant: 'authorization_code',
  clientAuth: '',
  login: 'browser',
  prompt: '',
  clientId: '',
  accessToken: '',
  clientSecret: '',
  privateKey: '',
  signingAlgorithm: '',
  clientMetadataUrl: '',
  clientIssuer: '',
  scope: '',
  authorizationServer: '',
  resource: '',
  redirectPort: '',
  redirectPath: '',
  extraAuthorizationParameters: '',
  extraHeaders: '',
  overrides: '',
  timeout: '30000',
  bodyLimit: String(5 * 1024 * 1024),
};

type SettingsProblem =
  'port' | 'path' | 'timeout' | 'bodyLimit' | 'parameter' | 'header' | 'httpsUrl' | 'url' | 'tokenMissing';

/** What is wrong with one field of the form. */
interface FieldProblem {
  readonly problem: SettingsProblem;
  readonly values?: Readonly<Record<string, number>>;
}

export interface ReadSettings {
  readonly settings: MethodInput<'session.open'>['settings'];
  readonly secrets: FlowSecrets | undefined;
  /** By field; the settings can be used only when it is empty. */
  readonly problems: Readonly<Partial<Record<keyof FlowSettingsForm, FieldProblem>>>;
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '');

function text(value: string): string | undefined {
  return value.trim() === '' ? undefined : value.trim();
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function given<T extends object>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Reads the form. Everything but the fields with problems is in the settings. */
export function readSettings(form: FlowSettingsForm): ReadSettings {
  const problems: Partial<Record<keyof FlowSettingsForm, FieldProblem>> = {};

  const redirectPort =
    form.redirectPort.trim() === '' ? undefined : wholeNumber(form.redirectPort, 0, 65_535);
  if (form.redirectPort.trim() !== '' && redirectPort === undefined)
    problems.redirectPort = { problem: 'port' };
  const redirectPath = text(form.redirectPath);
  if (redirectPath !== undefined && !redirectPath.startsWith('/'))
    problems.redirectPath = { problem: 'path' };
  const timeout = wholeNumber(form.timeout, 100, 600_000);
  if (timeout === undefined) problems.timeout = { problem: 'timeout' };
  const bodyLimit = wholeNumber(form.bodyLimit, 1024, 256 * 1024 * 1024);
  if (bodyLimit === undefined) problems.bodyLimit = { problem: 'bodyLimit' };

  if (form.grant === 'token' && form.accessToken.trim() === '')
    problems.accessToken = { problem: 'tokenMissing' };

  const clientMetadataUrl = text(form.clientMetadataUrl);
  if (clientMetadataUrl !== undefined && !/^https?:\/\/[^/]+\/./.test(clientMetadataUrl)) {
    problems.clientMetadataUrl = { problem: 'httpsUrl' };
  }
  for (const name of ['clientIssuer', 'authorizationServer', 'resource'] as const) {
    const url = text(form[name]);
    if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) problems[name] = { problem: 'url' };
  }

  const parameters: Record<string, string> = {};
  for (const { line, text } of lines(form.extraAuthorizationParameters)) {
    const equals = text.indexOf('=');
    if (equals < 1) problems.extraAuthorizationParameters ??= { problem: 'parameter', values: { line } };
    else parameters[text.slice(0, equals)] = text.slice(equals + 1);
  }
  const headers: [string, string][] = [];
  for (const { line, text } of lines(form.extraHeaders)) {
    const colon = text.indexOf(':');
    if (colon < 1) problems.extraHeaders ??= { problem: 'header', values: { line } };
    else headers.push([text.slice(0, colon).trim(), text.slice(colon + 1).trim()]);
  }
  const overrides = form.overrides.split(/[\s,]+/).filter((id) => id !== '');

  const optional = {
    clientId: text(form.clientId),
    clientAuth: form.clientAuth === '' ? undefined : form.clientAuth,
    clientMetadataUrl,
    clientIssuer: text(form.clientIssuer),
    scope: text(form.scope),
    authorizationServer: text(form.authorizationServer),
    resource: text(form.resource),
    prompt: form.prompt === '' ? undefined : form.prompt,
    redirectPort,
    redirectPath,
    extraAuthorizationParameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    extraHeaders: headers.length > 0 ? headers : undefined,
    overrides: overrides.length > 0 ? overrides : undefined,
    timeout,
    bodyLimit,
  };
  const secrets = {
    accessToken: form.grant === 'token' ? text(form.accessToken) : undefined,
    clientSecret: form.clientSecret === '' ? undefined : form.clientSecret,
    privateKey: text(form.privateKey),
    signingAlgorithm: text(form.signingAlgorithm),
  };
  return {
    settings: {
      revision: form.revision,
      registration: form.registration,
      grant: form.grant,
      login: form.login,
      ...given(optional),
    },
    secrets: Object.keys(given(secrets)).length > 0 ? given(secrets) : undefined,
    problems,
  };
}

const textOfHeaders = (headers: readonly HeaderLine[] | undefined) =>
  (headers ?? []).map(([name, value]) => `${name}: ${value}`).join('\n');

/** The form that shows the settings of a flow. Secrets are not among them and stay as they were typed. */
export function formOf(settings: FlowSettings, before: FlowSettingsForm): FlowSettingsForm {
  const { accessToken, clientSecret, privateKey, signingAlgorithm } = before;
  return {
    ...DEFAULT_FORM,
    accessToken,
    clientSecret,
    privateKey,
    signingAlgorithm,
    revision: settings.revision,
    registration: settings.registration,
    grant: settings.grant,
    login: settings.login,
    prompt: settings.prompt ?? '',
    clientAuth: settings.clientAuth ?? '',
    clientId: settings.clientId ?? '',
    clientMetadataUrl: settings.clientMetadataUrl ?? '',
    clientIssuer: settings.clientIssuer ?? '',
    scope: settings.scope ?? '',
    authorizationServer: settings.authorizationServer ?? '',
    resource: settings.resource ?? '',
    redirectPort: settings.redirectPort === undefined ? '' : String(settings.redirectPort),
    redirectPath: settings.redirectPath ?? '',
    extraAuthorizationParameters: Object.entries(settings.extraAuthorizationParameters ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    extraHeaders: textOfHeaders(settings.extraHeaders),
    overrides: (settings.overrides ?? []).join('\n'),
    timeout: String(settings.timeout),
    bodyLimit: String(settings.bodyLimit),
  };
}

/** How many fields of the settings dialog differ from their defaults. */
export function changedFields(form: FlowSettingsForm): number {
  return Object.entries(form).filter(
    ([name, value]) =>
      // These two stand in the target bar itself.
      name !== 'revision' &&
      name !== 'registration' &&
      value !== DEFAULT_FORM[name as keyof FlowSettingsForm],
  ).length;
}
