// The opinion of the official SDKs: their client's own functions, run on the recorded bytes. Both lines have the same
// functions; where one lacks a check, its row says so by what it does.

import { isJsonObject, text, texts } from '../../../shared/protocol/json.ts';
import { assertNever } from '../../../shared/protocol/assert-never.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { readLibraryError } from './library-words.ts';
import { opinionOnChallenge } from './read-challenge.ts';
import { AskedElsewhere } from './recorded-answer.ts';
import type { RecordedFetch } from './recorded-answer.ts';
import type { SdkFunctions } from './sdk-functions.ts';
import { ANY_CLIENT, ANY_PROVIDER } from './sdk-functions.ts';
import type { AnswerSubject, CallbackSubject, Opined, OpinionSubject } from './subject.ts';
import { accepts, noOpinion } from './subject.ts';

const WELL_KNOWN = '/.well-known/';
const RESOURCE_METADATA = `${WELL_KNOWN}oauth-protected-resource`;

/** Runs functions of the SDK that fetch: what they throw is the opinion, unless they only went on to another request. */
async function ask(
  asked: string,
  answers: RecordedFetch,
  run: () => Promise<Opined>,
  differences: readonly string[] = [],
): Promise<Opined> {
  let opined: Opined;
  try {
    opined = await run();
  } catch (error) {
    if (answers.served && error instanceof AskedElsewhere)
      return noOpinion(asked, `It does not use this answer: it asks for ${error.url} next.`, differences);
    opined = { verdict: 'refuses', asked, differences, ...readLibraryError(error) };
  }
  return answers.served ? opined : noOpinion(asked, 'It does not come to this answer: it looks elsewhere.');
}

/** Whom the SDK takes for the authorization server, once it has this answer: seen by where it asks next. */
async function nextServer(sdk: SdkFunctions, subject: AnswerSubject): Promise<string | undefined> {
  const answers = subject.byUrl();
  try {
    await sdk.discoverOAuthServerInfo(subject.target, { ...metadataUrl(subject), fetchFn: answers.fetch });
  } catch {
    // It always ends so: the next request has no answer.
  }
  const [next = ''] = answers.next;
  if (!answers.served || !URL.canParse(next)) return undefined;
  const { origin, pathname } = new URL(next);
  return pathname.startsWith(RESOURCE_METADATA) ? undefined : origin;
}

/** The URL of a challenge is handed to the SDK; other locations it finds by itself. */
function metadataUrl({ exchange, firstUrl }: AnswerSubject): { readonly resourceMetadataUrl?: URL } {
  return exchange.step === 'prm-from-challenge' ? { resourceMetadataUrl: new URL(firstUrl) } : {};
}

async function judgeResourceMetadata(sdk: SdkFunctions, subject: AnswerSubject): Promise<Opined> {
  const asked = 'discoverOAuthProtectedResourceMetadata, selectResourceURL';
  const answers = subject.byUrl();
  let servers: readonly string[] = [];
  let read = false;
  const opined = await ask(asked, answers, async () => {
    const document = await sdk.discoverOAuthProtectedResourceMetadata(
      subject.target,
      metadataUrl(subject),
      answers.fetch,
    );
    read = true;
    servers = texts(document, 'authorization_servers') ?? [];
    await sdk.selectResourceURL(subject.target, ANY_PROVIDER, document);
    return accepts(asked, 'It takes the document.');
  });
  if (!answers.served) return opined;
  const server = await nextServer(sdk, subject);
  const differences: string[] = [];
  if (server !== undefined && (!read || servers.length === 0)) {
    differences.push(
      `Its \`auth\` goes on in silence: it takes ${server} for the authorization server, as clients of 2025-03-26 did.`,
    );
  } else if (server !== undefined && servers.length > 1) {
    differences.push(`It takes the first of the ${servers.length} authorization servers, without asking.`);
  }
  const status = subject.exchange.response?.status ?? 0;
  // A guessed location without a document is only a step on the way.
  if (status >= 300 && status < 500 && subject.exchange.step !== 'prm-from-challenge')
    return noOpinion(asked, opined.words, differences);
  return { ...opined, differences: [...opined.differences, ...differences] };
}

async function judgeServerMetadata(sdk: SdkFunctions, subject: AnswerSubject): Promise<Opined> {
  const asked = 'discoverAuthorizationServerMetadata, startAuthorization';
  const issuer = latestText(subject.session, 'issuer');
  if (issuer === undefined || !URL.canParse(issuer))
    return noOpinion(asked, 'It is told which issuer to ask, and none is known here.');
  const answers = subject.byUrl();
  return ask(asked, answers, async () => {
    const document = await sdk.discoverAuthorizationServerMetadata(issuer, { fetchFn: answers.fetch });
    if (!document) {
      const { authorizationUrl } = await sdk.startAuthorization(issuer, ANY_CLIENT);
      return noOpinion(asked, 'It finds no document here, and no further location to try.', [
        `It goes on in silence with the endpoints of 2025-03-26, ${authorizationUrl.origin}/authorize, /token and /register.`,
      ]);
    }
    const differences: string[] = [];
    if (subject.session.settings?.grant !== 'client_credentials') {
      const { authorizationUrl } = await sdk.startAuthorization(issuer, {
        ...ANY_CLIENT,
        metadata: document,
      });
      const method = authorizationUrl.searchParams.get('code_challenge_method');
      if (isJsonObject(document) && !('code_challenge_methods_supported' in document) && method !== null)
        differences.push(
          `It goes on with ${method}, although the document does not say that PKCE is supported.`,
        );
    }
    const endpoint = text(document, 'token_endpoint');
    if (endpoint !== undefined) sdk.assertSecureTokenEndpoint?.(endpoint);
    return accepts(asked, 'It takes the document.', differences);
  });
}

function judgeCallback(sdk: SdkFunctions, subject: CallbackSubject): Promise<Opined> | Opined {
  if (sdk.finishAuth) return sdk.finishAuth(subject);
  const { url, session } = subject;
  const unread = (['state', 'iss'] as const).filter((name) => {
    const known = latestText(session, name === 'iss' ? 'issuer' : name);
    const values = url.searchParams.getAll(name);
    return name === 'state'
      ? values.length !== 1 || values[0] !== known
      : values.some((value) => value !== known) || values.length > 1;
  });
  return noOpinion(
    'finishAuth',
    'It never sees this answer: the program around it reads the code and hands over only that.',
    unread.length === 0
      ? []
      : [
          `It would not notice the wrong ${unread.map((name) => `\`${name}\``).join(' and ')}: it compares neither \`state\` nor \`iss\`.`,
        ],
  );
}

async function judgeToken(sdk: SdkFunctions, subject: AnswerSubject): Promise<Opined> {
  const answers = subject.once();
  const { url } = subject.exchange.request;
  const client = { clientInformation: ANY_CLIENT.clientInformation, fetchFn: answers.fetch };
  if (subject.kind === 'refresh') {
    const asked = 'refreshAuthorization';
    return ask(asked, answers, async () => {
      await sdk.refreshAuthorization(url, { ...client, refreshToken: 'none' });
      return accepts(asked, 'It takes the tokens.');
    });
  }
  const asked = 'exchangeAuthorization';
  return ask(asked, answers, async () => {
    await sdk.exchangeAuthorization(url, {
      ...client,
      authorizationCode: 'none',
      codeVerifier: 'none',
      redirectUri: ANY_CLIENT.redirectUrl,
    });
    return accepts(asked, 'It takes the tokens.');
  });
}

async function judgeRegistration(sdk: SdkFunctions, subject: AnswerSubject): Promise<Opined> {
  const asked = 'registerClient';
  const answers = subject.once();
  return ask(asked, answers, async () => {
    await sdk.registerClient(subject.exchange.request.url, {
      clientMetadata: ANY_PROVIDER.clientMetadata,
      fetchFn: answers.fetch,
    });
    return accepts(asked, 'It takes the registration.');
  });
}

function readChallenge(sdk: SdkFunctions, subject: AnswerSubject): Opined {
  const found = sdk.extractWWWAuthenticateParams(subject.response());
  const read = {
    resource_metadata: found.resourceMetadataUrl?.href,
    scope: found.scope,
    error: found.error,
  };
  const nothing = Object.values(read).every((value) => value === undefined);
  return opinionOnChallenge(
    'extractWWWAuthenticateParams',
    subject.exchange.response?.headers ?? [],
    nothing ? undefined : read,
    subject.exchange.response?.status === 401
      ? 'It goes on in silence: it looks for the metadata at the well-known location and asks for the scopes it finds there.'
      : 'It takes the refusal for an ordinary error, and asks for no further scope.',
  );
}

/** What one line of the SDK makes of an answer. */
export async function askSdk(sdk: SdkFunctions, subject: OpinionSubject): Promise<Opined> {
  switch (subject.kind) {
    case 'challenge':
      return readChallenge(sdk, subject);
    case 'resource-metadata':
      return judgeResourceMetadata(sdk, subject);
    case 'server-metadata':
      return judgeServerMetadata(sdk, subject);
    case 'registration':
      return judgeRegistration(sdk, subject);
    case 'authorization-response':
      return judgeCallback(sdk, subject);
    case 'token':
    case 'refresh':
      return judgeToken(sdk, subject);
    case 'introspection':
      return noOpinion('none', 'The SDK does not introspect tokens.');
    case 'revocation':
      return noOpinion('none', 'The SDK does not revoke tokens.');
    default:
      return assertNever(subject);
  }
}
