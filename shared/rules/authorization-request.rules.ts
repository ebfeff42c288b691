import { latestText } from '../trace/fold.ts';
import { isLoopbackHost } from '../protocol/urls.ts';
import { queryOf, responseHeader } from './facts.ts';
import type { Rule } from './rule.ts';
import { exchangeOf, pass } from './rule.ts';
import { mcp, rfc } from './sources.ts';

/** The words of an error page that a person would read first: its visible text, shortened. */
function visibleText(html: string | undefined): string {
  const text = (html ?? '')
    .slice(0, 100_000)
    .replace(/<(script|style|head)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

export const authorizationRequestRules: readonly Rule[] = [
  {
    id: 'authorization-request/accepted',
    stage: 'authorization-request',
    level: 'MUST',
    binds: 'client',
    since: '2025-03-26',
    sources: [rfc(6749, '4.1.2.1'), mcp('security', 'Open Redirection')],
    statement:
      'The client identifier and the redirect URI of the request are those the server has registered.',
    why: 'A server that does not know the redirect URI must not send anything to it: it shows an error page, and the client never hears of it.',
    fix: 'Compare client_id and redirect_uri with what was registered, character by character; then retry the stage.',
    refuses: true,
    judge(context) {
      const answer = exchangeOf(context, 'authorize-hop');
      if (!answer) return undefined;
      // A later hop belongs to the sign-in, not to the request.
      if (answer.event.redirectOf !== undefined) return undefined;
      if (answer.status < 400) return pass('The server took the request.', { in: 'status' });
      if (answer.status !== 400 && answer.status !== 404 && answer.status !== 422) {
        return {
          verdict: 'cannot-tell',
          message: `The server answered ${answer.status}, which may speak of the person or the server rather than of the request.`,
          at: [{ in: 'status' }],
        };
      }
      const sent = new URL(answer.event.request.url).searchParams.get('redirect_uri');
      const known = latestText(context.session, 'redirect_uri');
      const words = visibleText(answer.bodyText);
      const changed = sent !== null && known !== undefined && sent !== known;
      return {
        verdict: 'fail',
        message: changed
          ? 'The server refuses the request on its own page: the redirect URI is not the one that was registered.'
          : `The server refuses the request on its own page instead of redirecting back${words === '' ? '.' : `: ${words}`}`,
        expected: changed ? known : 'a redirect, or a sign-in page',
        actual: changed ? sent : `HTTP ${answer.status}`,
        at: [
          ...(changed ? [{ in: 'request-url', parameter: 'redirect_uri' } as const] : []),
          { in: 'status' },
          { in: 'response-body', path: '' },
        ],
        final: true,
      };
    },
  },
  {
    id: 'authorization-request/redirect-uri-validated',
    stage: 'authorization-request',
    level: 'MUST',
    binds: 'authorization-server',
    since: '2025-06-18',
    sources: [mcp('security', 'Open Redirection'), rfc(8252, '8.10')],
    statement: 'The server sends nothing to a redirect URI that was not registered.',
    why: 'An open redirector hands codes, and the trust in its name, to whoever writes the link.',
    fix: 'Compare the redirect URI with the registered ones character by character; only the port of a loopback address may differ.',
    refuses: false,
    judge(context) {
      const answer = exchangeOf(context, 'authorize-hop');
      if (!answer || answer.event.redirectOf !== undefined) return undefined;
      const sent = queryOf(answer.event.request).get('redirect_uri');
      const known = latestText(context.session, 'redirect_uri');
      // Only an edited request tells: a right one is followed by every server.
      if (sent === null || known === undefined || sent === known) return undefined;
      if (!URL.canParse(sent) || differsInPortOnly(sent, known)) return undefined;
      if (answer.status >= 400)
        return pass('The server does not redirect to the unknown URI.', { in: 'status' });
      const location = responseHeader(answer.event, 'location');
      const place = { in: 'request-url', parameter: 'redirect_uri' } as const;
      const followed = location.value !== undefined && placeOfUrl(location.value) === placeOfUrl(sent);
      if (!followed) {
        return {
          verdict: 'cannot-tell',
          message:
            'The server goes on with a redirect URI that was not registered; where it ends shows only after the sign-in.',
          at: [place, { in: 'status' }],
        };
      }
      return {
        verdict: 'fail',
        message: 'The server redirects to a URI that was not registered.',
        expected: 'an error page',
        actual: location.value ?? '',
        at: [place, location.at],
      };
    },
  },
];

const placeOfUrl = (url: string): string | undefined => {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};

/** True for equal URIs, and for loopback ones that differ in their port (RFC 8252 §7.3). */
function differsInPortOnly(a: string, b: string): boolean {
  if (a === b) return true;
  if (!URL.canParse(a) || !URL.canParse(b)) return false;
  const [one, other] = [new URL(a), new URL(b)];
  if (!isLoopbackHost(one.hostname)) return false;
  one.port = '';
  other.port = '';
  return one.href === other.href;
}
