import { latestText } from '../trace/fold.ts';
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
];
