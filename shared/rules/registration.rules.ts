import { messageOf } from '../protocol/exchange.ts';
import { text, texts } from '../protocol/json.ts';
import { isLoopbackHost } from '../protocol/urls.ts';
import type { RequestContent } from '../trace/event.ts';
import type { Rule } from './rule.ts';
import { exchangeOf, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/**
 * The request names no application type and a redirect to plain http on this machine. Left out, the type is `web`, and
 * such a client may not have that redirect (OpenID Connect Dynamic Client Registration 1.0, §2). Revisions before
 * 2026-07-28 do not ask a client to say what it is.
 */
function asksAsWebClient(request: RequestContent): boolean {
  const asked = messageOf(request);
  return (
    text(asked, 'application_type') === undefined &&
    (texts(asked, 'redirect_uris') ?? []).some(
      (uri) =>
        URL.canParse(uri) && new URL(uri).protocol === 'http:' && isLoopbackHost(new URL(uri).hostname),
    )
  );
}

export const registrationRules: readonly Rule[] = [
  {
    id: 'registration/succeeded',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1'), mcp('registration', 'Dynamic Client Registration')],
    statement: 'The registration endpoint registers the client.',
    why: 'Without a client identifier a person cannot be asked to sign in.',
    fix: 'Read the error of the response. Loopback redirect URIs need application_type "native"; else register a client by hand and enter its client_id.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, 'register');
      if (!answer) return undefined;
      if (answer.status >= 200 && answer.status < 300)
        return pass('The server registered the client.', { in: 'status' });
      const error = text(answer.json, 'error');
      const description = text(answer.json, 'error_description');
      if (error === 'invalid_redirect_uri' && asksAsWebClient(answer.event.request)) {
        return {
          verdict: 'fail',
          // The flow cannot go on; the server may be within its rights all the same.
          severity: 'warning',
          message:
            'The server does not register a client that leaves `application_type` out and asks for a loopback redirect: left out it means `web`, and a web client may not have one.',
          expected: '201 with client information',
          actual: `HTTP ${answer.status} invalid_redirect_uri`,
          at: [
            { in: 'request-body', path: '/redirect_uris' },
            { in: 'response-body', path: '/error' },
          ],
          fix: 'Edit the draft and add "application_type": "native", or choose revision 2026-07-28, which sends it. The server may also treat loopback redirects as those of a native client (RFC 8252 §7.3).',
        };
      }
      return {
        verdict: 'fail',
        message: `The server does not register the client${error === undefined ? '' : `: ${error}`}${description === undefined ? '.' : ` (${description})`}`,
        expected: '201 with client information',
        actual: `HTTP ${answer.status}${error === undefined ? '' : ` ${error}`}`,
        at: [{ in: 'status' }, { in: 'response-body', path: error === undefined ? '' : '/error' }],
        ...(error === 'invalid_redirect_uri'
          ? {
              fix: 'Accept loopback redirect URIs of native clients on any port (RFC 8252 §7.3), or choose another redirect port and path in the settings.',
            }
          : {}),
      };
    },
  },
  {
    id: 'registration/client-id',
    stage: 'registration',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-03-26',
    sources: [rfc(7591, '3.2.1')],
    statement: 'The answer holds a `client_id`.',
    why: 'It is the one thing that registration is for.',
    fix: 'Return `client_id` as a string in the registration response.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, 'register');
      if (!answer || answer.status < 200 || answer.status >= 300) return undefined;
      const place = { in: 'response-body', path: '/client_id' } as const;
      if ((text(answer.json, 'client_id') ?? '') !== '')
        return pass('The answer holds a `client_id`.', place);
      return {
        verdict: 'fail',
        message: 'The server says that it registered the client but gives no `client_id`.',
        expected: 'a string',
        actual: 'absent',
        at: [place],
      };
    },
  },
];
