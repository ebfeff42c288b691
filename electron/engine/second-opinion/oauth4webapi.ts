// A strict client's opinion: oauth4webapi, certified for OpenID Connect and FAPI. Its functions judge a `Response`.

import type * as OAuth from 'oauth4webapi';
import { expectedResource } from '../../../shared/protocol/urls.ts';
import { assertNever } from '../../../shared/protocol/assert-never.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { readLibraryError } from './library-words.ts';
import { AskedElsewhere } from './recorded-answer.ts';
import type { ChallengeReading } from './read-challenge.ts';
import { opinionOnChallenge } from './read-challenge.ts';
import type { AnswerSubject, CallbackSubject, Opined, OpinionSubject } from './subject.ts';
import { accepts, clientOf, noOpinion, serverOf } from './subject.ts';

type Library = typeof OAuth;

/** Runs one of its functions: what it throws is its opinion. */
async function ask(asked: string, taken: string, run: () => unknown): Promise<Opined> {
  try {
    await run();
    return accepts(asked, taken);
  } catch (error) {
    return { verdict: 'refuses', asked, differences: [], ...readLibraryError(error) };
  }
}

/** Its client, with a clock that stands where it stood when the answer came. */
function clientAt(oauth: Library, { session, exchange }: AnswerSubject): OAuth.Client {
  const then = exchange.timing.startedAt + exchange.timing.total;
  const skew = Math.round((then - Date.now()) / 1000);
  return { ...clientOf(session), [oauth.clockSkew]: skew };
}

async function readChallenge(oauth: Library, subject: AnswerSubject): Promise<Opined> {
  const { request, response } = subject.exchange;
  let read: ChallengeReading | undefined;
  try {
    // The token is never sent: the answer is already there.
    await oauth.protectedResourceRequest('none', 'GET', new URL(request.url), undefined, undefined, {
      [oauth.customFetch]: () => Promise.resolve(subject.response()),
      [oauth.allowInsecureRequests]: true,
    });
  } catch (error) {
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
    const challenge =
      error.cause.find(({ scheme }) => scheme === 'bearer') ??
      error.cause.find(({ scheme }) => scheme === 'dpop');
    read = challenge && {
      resource_metadata: challenge.parameters.resource_metadata,
      scope: challenge.parameters.scope,
      error: challenge.parameters.error,
    };
  }
  return opinionOnChallenge(
    'protectedResourceRequest',
    response?.headers ?? [],
    read,
    'It hands the answer on as if there were no challenge.',
  );
}

/** A location where a document may stand or not: without one there is nothing to judge. */
function absent(asked: string, { exchange }: AnswerSubject): Opined | undefined {
  const status = exchange.response?.status ?? 0;
  if (status === 200 || exchange.step === 'prm-from-challenge') return undefined;
  return noOpinion(
    asked,
    `There is no document here (HTTP ${status}); which location comes next is left to its caller.`,
  );
}

async function judgeCallback(oauth: Library, { url, session }: CallbackSubject): Promise<Opined> {
  const asked = 'validateAuthResponse, authorizationCodeGrantRequest';
  // Whether the endpoint is one to send a code to is asked of the metadata, not of this answer.
  const server = {
    ...serverOf(session),
    token_endpoint: 'https://token.invalid/',
  } as OAuth.AuthorizationServer;
  const client = clientOf(session) as OAuth.Client;
  try {
    const state = latestText(session, 'state') ?? oauth.expectNoState;
    const parameters = oauth.validateAuthResponse(server, client, url, state);
    await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      'none',
      oauth.nopkce,
      {
        [oauth.customFetch]: (to) => Promise.reject(new AskedElsewhere(to)),
      },
    );
  } catch (error) {
    if (!(error instanceof AskedElsewhere))
      return { verdict: 'refuses', asked, differences: [], ...readLibraryError(error) };
  }
  return accepts(asked, 'It goes on to redeem the code.');
}

function judgeToken(oauth: Library, subject: AnswerSubject): Promise<Opined> {
  const server = serverOf(subject.session) as OAuth.AuthorizationServer;
  const client = clientAt(oauth, subject);
  const taken = 'It takes the tokens.';
  switch (subject.exchange.step) {
    case 'token-refresh':
      return ask('processRefreshTokenResponse', taken, () =>
        oauth.processRefreshTokenResponse(server, client, subject.response()),
      );
    case 'token-client-credentials':
      return ask('processClientCredentialsResponse', taken, () =>
        oauth.processClientCredentialsResponse(server, client, subject.response()),
      );
    default:
      return ask('processAuthorizationCodeResponse', taken, () =>
        oauth.processAuthorizationCodeResponse(server, client, subject.response()),
      );
  }
}

/** What oauth4webapi makes of an answer. */
export async function askOauth4webapi(subject: OpinionSubject): Promise<Opined> {
  const oauth = await import('oauth4webapi');
  switch (subject.kind) {
    case 'challenge':
      return readChallenge(oauth, subject);
    case 'resource-metadata': {
      const asked = 'processResourceDiscoveryResponse';
      const expected = new URL(expectedResource(subject.target, subject.exchange.step));
      return (
        absent(asked, subject) ??
        ask(asked, 'It takes the document.', () =>
          oauth.processResourceDiscoveryResponse(expected, subject.response()),
        )
      );
    }
    case 'server-metadata': {
      const asked = 'processDiscoveryResponse';
      const issuer = latestText(subject.session, 'issuer');
      if (issuer === undefined || !URL.canParse(issuer))
        return noOpinion(asked, 'It is told which issuer to expect, and none is known here.');
      return (
        absent(asked, subject) ??
        ask(asked, 'It takes the document.', () =>
          oauth.processDiscoveryResponse(new URL(issuer), subject.response()),
        )
      );
    }
    case 'registration':
      return ask('processDynamicClientRegistrationResponse', 'It takes the registration.', () =>
        oauth.processDynamicClientRegistrationResponse(subject.response()),
      );
    case 'authorization-response':
      return judgeCallback(oauth, subject);
    case 'token':
    case 'refresh':
      return judgeToken(oauth, subject);
    case 'introspection':
      return ask('processIntrospectionResponse', 'It takes the answer.', () =>
        oauth.processIntrospectionResponse(
          serverOf(subject.session) as OAuth.AuthorizationServer,
          clientAt(oauth, subject),
          subject.response(),
        ),
      );
    case 'revocation':
      return ask('processRevocationResponse', 'It takes the token to be revoked.', () =>
        oauth.processRevocationResponse(subject.response()),
      );
    default:
      return assertNever(subject);
  }
}
