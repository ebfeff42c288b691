// Dynamic registration in detail: what Keyhole asks for, and what the server makes of it.

import { messageOf } from '../protocol/exchange.ts';
import { isJsonObject, text, texts } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';
import { isLoopbackHost, parsedUrl } from '../protocol/urls.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { exchangeOf, pass, requestAt, requestRule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const asked = (name: string) => ({ in: 'request-body', path: name === '' ? '' : `/${name}` }) as const;
const given = (name: string) => ({ in: 'response-body', path: `/${name}` }) as const;

/** The request of a registration as an object; an empty one when it cannot be read. */
function requestOf(context: JudgeContext): JsonObject | undefined {
  const asked = requestAt(context, 'register');
  return asked && (messageOf(asked.event.request) ?? {});
}

/** A registration that worked: request, answer and status. */
function registered(context: JudgeContext) {
  const answer = exchangeOf(context, 'register');
  if (!answer || answer.status < 200 || answer.status > 299 || !isJsonObject(answer.json)) return undefined;
  return { status: answer.status, document: answer.json, request: messageOf(answer.event.request) ?? {} };
}

/** Everything may leave the machine except `http` to loopback and schemes of native apps. */
function isNativeRedirect(uri: string): boolean {
  const address = parsedUrl(uri);
  if (!address) return false;
  const { protocol, hostname } = address;
  return protocol === 'http:' ? isLoopbackHost(hostname) : protocol !== 'https:';
}

const same = (a: unknown, b: unknown): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((entry) => b.includes(entry))
    : JSON.stringify(a) === JSON.stringify(b);

export const registrationContentsRules: readonly Rule[] = [
  requestRule({
    id: 'registration/redirect-uris',
    stage: 'registration',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('security', 'Open Redirection'), rfc(7591, '2')],
    statement: 'The client registers the redirect URI that it will use: loopback, or https.',
    why: 'A code may only go where its owner said beforehand; anything else lets others collect it.',
    fix: 'Send redirect_uris with the URI of the callback.',
    judge(context) {
      const request = requestOf(context);
      if (!request || context.session.settings?.grant === 'client_credentials') return undefined;
      const uris = texts(request, 'redirect_uris');
      const wrong = uris?.findIndex((uri) => !isNativeRedirect(uri) && parsedUrl(uri)?.protocol !== 'https:');
      if (uris && uris.length > 0 && wrong === -1)
        return pass('The redirect URIs are loopback or https.', asked('redirect_uris'));
      return {
        verdict: 'fail',
        message: uris?.length
          ? 'A redirect URI is neither loopback nor https.'
          : 'No redirect URI is registered.',
        expected: 'loopback or https redirect URIs',
        actual: uris?.length ? (uris[wrong ?? 0] ?? '') : 'none',
        at: [asked(uris?.length ? `redirect_uris/${wrong ?? 0}` : 'redirect_uris')],
      };
    },
  }),
  requestRule({
    id: 'registration/application-type',
    stage: 'registration',
    level: 'MUST',
    since: '2026-07-28',
    sources: [mcp('registration', 'Application Type and Redirect URI Constraints')],
    statement: 'The client says what it is: `native` for a program on a machine, `web` for a remote service.',
    why: 'Left out it means `web`, and a server then refuses loopback redirects.',
    fix: 'Send "application_type": "native".',
    judge(context) {
      const request = requestOf(context);
      if (!request || context.session.settings?.grant === 'client_credentials') return undefined;
      const type = text(request, 'application_type');
      const native = (texts(request, 'redirect_uris') ?? []).some((uri) => isNativeRedirect(uri));
      const expected = native ? 'native' : 'native or web';
      if (type === 'native' || (type === 'web' && !native))
        return pass(`The client registers as ${type}.`, asked('application_type'));
      return {
        verdict: 'fail',
        message:
          type === undefined
            ? 'The client does not say what kind it is; that means `web`.'
            : `A client with a loopback redirect registers as "${type}".`,
        expected,
        actual: type ?? 'absent',
        at: [asked('application_type')],
      };
    },
  }),
  requestRule({
    id: 'registration/refresh-grant',
    stage: 'registration',
    level: 'SHOULD',
    since: '2026-07-28',
    sources: [mcp('index', 'Refresh Tokens')],
    statement: 'A client that wants refresh tokens registers the grant `refresh_token`.',
    why: 'Otherwise the server may not issue one, and people sign in again each time a token expires.',
    fix: 'Add "refresh_token" to grant_types.',
    judge(context) {
      const request = requestOf(context);
      if (!request || context.session.settings?.grant === 'client_credentials') return undefined;
      const grants = texts(request, 'grant_types');
      if (grants?.includes('refresh_token'))
        return pass('The client registers for refresh tokens.', asked('grant_types'));
      return {
        verdict: 'fail',
        message: 'The client does not register for refresh tokens.',
        expected: 'a list with "refresh_token"',
        actual: grants ? grants.join(', ') : 'absent',
        at: [asked('grant_types')],
      };
    },
  }),
  {
    id: 'registration/status-201',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1')],
    statement: 'A successful registration is answered with 201.',
    why: 'Strict clients take any other status for a failure.',
    fix: 'Answer 201 Created.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'register');
      if (!answer || answer.status < 200 || answer.status > 299) return undefined;
      if (answer.status === 201) return pass('The server answered 201.', { in: 'status' });
      return {
        verdict: 'fail',
        severity: 'warning',
        message: `The server answered ${answer.status} instead of 201. The official SDKs tolerate that.`,
        expected: '201',
        actual: String(answer.status),
        at: [{ in: 'status' }],
      };
    },
  },
  {
    id: 'registration/secret-expiry',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1')],
    statement: 'A client secret comes with `client_secret_expires_at`: seconds since 1970, or 0 for never.',
    why: 'A client that does not know when its secret ends is surprised by invalid_client one day.',
    fix: 'Return "client_secret_expires_at": 0, or the time.',
    refuses: false,
    judge(context) {
      const found = registered(context);
      if (!found || !('client_secret' in found.document)) return undefined;
      const place = given('client_secret_expires_at');
      const at = found.document['client_secret_expires_at'];
      if (typeof at === 'number')
        return pass(
          at === 0 ? 'The secret does not expire.' : 'The server says when the secret expires.',
          place,
        );
      return {
        verdict: 'fail',
        severity: 'warning',
        message:
          'The server issues a secret without saying when it expires. The official SDKs tolerate that.',
        expected: 'a number',
        actual: at === undefined ? 'absent' : JSON.stringify(at),
        at: [place],
      };
    },
  },
  {
    id: 'registration/redirect-uris-returned',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1')],
    statement: 'The answer holds all that was registered, the redirect URIs among it.',
    why: 'A client cannot know what the server took over of what it asked for.',
    fix: 'Return `redirect_uris` in the registration response.',
    refuses: false,
    judge(context) {
      const found = registered(context);
      if (!found || texts(found.request, 'redirect_uris') === undefined) return undefined;
      const place = given('redirect_uris');
      const uris = texts(found.document, 'redirect_uris');
      if (uris && uris.length > 0) return pass('The answer says which redirect URIs are registered.', place);
      return {
        verdict: 'fail',
        message:
          'The answer does not say which redirect URIs are registered. Both official SDKs refuse such an answer.',
        expected: (texts(found.request, 'redirect_uris') ?? []).join(', '),
        actual: 'absent',
        at: [place],
      };
    },
  },
  {
    id: 'registration/metadata-kept',
    stage: 'registration',
    level: 'MAY',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1'), rfc(7591, '2')],
    statement: 'The server may replace what was asked for; a client acts on what was returned.',
    why: 'A client that goes on with its own idea of its redirect URI or authentication meets errors later.',
    fix: 'Nothing need be changed if this is meant. Compare what was asked for with what was registered.',
    refuses: false,
    judge(context) {
      const found = registered(context);
      if (!found) return undefined;
      const { request, document } = found;
      const changed = Object.keys(request).filter(
        (name) => name in document && !same(request[name], document[name]),
      );
      const places = Object.keys(request)
        .filter((name) => name in document)
        .map(given);
      if (changed.length === 0) return pass('The server registered what was asked for.', ...places);
      const redirect = changed.includes('redirect_uris');
      const lost = (texts(request, 'redirect_uris') ?? []).some(
        (uri) => !(texts(document, 'redirect_uris') ?? []).includes(uri),
      );
      return {
        verdict: 'fail',
        severity: redirect && lost ? 'warning' : 'info',
        message: `The server registered something else than was asked for: ${changed.join(', ')}.`,
        expected: changed.map((name) => `${name}: ${JSON.stringify(request[name])}`).join('; '),
        actual: changed.map((name) => `${name}: ${JSON.stringify(document[name])}`).join('; '),
        at: changed.map(given),
      };
    },
  },
];
