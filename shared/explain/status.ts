// What a status means at the step where it came.

import type { Revision } from '../protocol/revision.ts';
import { rfc } from '../rules/sources.ts';
import type { StepId } from '../trace/event.ts';
import type { Explanation } from './explanation.ts';
import { cite } from './explanation.ts';
import * as section from './mcp-sections.ts';

export interface StatusContext {
  readonly step: StepId;
  /** The request carried a token. */
  readonly withToken: boolean;
  /** The response carried `WWW-Authenticate`. */
  readonly withChallenge: boolean;
  readonly revision?: Revision;
}

function words(
  status: number,
  { step, withToken, withChallenge }: StatusContext,
): readonly [string, ...string[]] {
  const atMcp = step.startsWith('mcp-');
  const metadata = step.startsWith('prm-') || step.startsWith('as-');
  if (status >= 300 && status < 400) {
    return ['The answer is elsewhere; `Location` says where. Each hop is an exchange of its own.'];
  }
  if (status >= 500) return ['The server failed. Its logs know more than this answer; try again later.'];
  switch (status) {
    case 200:
      if (step === 'register') return ['The request succeeded, but a registration answers 201.'];
      return metadata
        ? [
            'A document was found here.',
            'It counts only when it is JSON and names the right resource or issuer.',
          ]
        : ['The request succeeded.'];
    case 201:
      return ['The client is registered.'];
    case 202:
      return ['The server took the message; there is nothing to answer.'];
    case 400:
      if (step === 'authorize-hop') {
        return ['The server refuses on a page of its own and sends the browser nowhere; the page says why.'];
      }
      return atMcp
        ? ['The request itself is wrong: protocol version, headers or body. This is not about authorization.']
        : ['The server refuses the request as it stands; `error` in the body says why.'];
    case 401:
      if (!atMcp) return ['The client itself was not accepted: its id, its secret or how it authenticated.'];
      if (!withToken) {
        return [
          'Authorization is required. This is how the flow begins.',
          ...(withChallenge ? [] : ['A 401 must carry `WWW-Authenticate`; this one does not.']),
        ];
      }
      return [
        'The server does not accept this token: expired, revoked, or made for another audience.',
        'Right after a fresh token it is most often the audience: compare `resource` as sent with the metadata and with the token.',
      ];
    case 403:
      if (!atMcp) return ['The server understood, and refuses.'];
      return withChallenge
        ? ['The token counts, but its scopes do not suffice: the challenge says which are needed.']
        : ['Refused without a challenge: a plain denial, or an `Origin` that the server does not know.'];
    case 404:
      return metadata
        ? ['No document at this place; a client goes on to the next place, when there is one.']
        : ['Nothing is here. With an MCP session id it means that the session is gone.'];
    case 405:
      return [
        'This address does not take the method. For GET and DELETE on an MCP endpoint that is allowed.',
      ];
    case 406:
      return ['The server cannot answer in a form that `Accept` allows.'];
    case 415:
      return ['The server does not read this `Content-Type`.'];
    case 429:
      return ['Too many requests; `Retry-After` says how long to wait.'];
    default:
      return status < 400 ? ['The request succeeded.'] : ['The server refuses the request.'];
  }
}

/** What a status says where it came, e.g. a 401 before or after there was a token. */
export function explainStatus(status: number, context: StatusContext): Explanation {
  const [summary, ...details] = words(status, context);
  const isAuthorization = (status === 401 || status === 403) && context.step.startsWith('mcp-');
  const revision = context.revision ?? '2026-07-28';
  const group = `15.${Math.min(Math.max(Math.floor(status / 100) + 1, 2), 6)}`;
  return {
    key: `explain.status.${status}`,
    summary,
    details,
    sources: [
      ...(isAuthorization ? cite(section.ERROR_HANDLING, revision) : []),
      ...(isAuthorization && status === 403 && context.withChallenge ? cite(section.STEP_UP, revision) : []),
      rfc(9110, group),
    ],
  };
}
