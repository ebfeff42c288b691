import { editJson, jsonAnswer, replaceAnswer } from './fault.ts';
import type { AnswerRewrite, Fault, LabAnswer, LabExchange } from './fault.ts';

const STAGE = { stage: 'mcp', refuses: false, routes: ['mcp'] } as const;

/** Faults of how an MCP server answers a request with a token. @see MCP 2026-07-28, streamable-http; RFC 6750 section 3.1 */
export const MCP_ANSWER_FAULTS: readonly Fault[] = [
  {
    id: 'mcp-accepts-any-token',
    title: 'Any token will do',
    description: 'The server looks whether there is a token, not which. Edit the token of a draft to see it.',
    stage: 'mcp',
    trips: ['mcp/invalid-token-refused'],
    refuses: false,
    policy: { acceptsAnyToken: true },
  },
  {
    ...STAGE,
    id: 'mcp-401-without-error',
    title: 'A refused token without a reason',
    description: 'Without error="invalid_token" a client cannot tell a dead token from a first visit.',
    trips: ['mcp/invalid-token-error'],
    rewrite: withToken((answer) => {
      if (answer.status === 401)
        editChallenge(answer, (header) => header.replace(/ error="[^"]*", error_description="[^"]*",/, ''));
    }),
  },
  {
    ...STAGE,
    id: 'mcp-insufficient-scope-401',
    title: 'Too little scope, with 401',
    description:
      'insufficient_scope belongs to 403: with 401 one client refreshes in vain, another signs in anew.',
    trips: ['mcp/error-status', 'mcp/token-accepted'],
    refuses: true,
    rewrite: withToken((answer) => {
      if (answer.status === 403) answer.status = 401;
    }),
  },
  {
    ...STAGE,
    id: 'mcp-plain-text',
    title: 'Results as plain text',
    description: 'MCP answers are application/json or text/event-stream; the official SDKs refuse others.',
    trips: ['mcp/content-type'],
    rewrite: withToken((answer) => {
      if (answer.status === 200) answer.headers['content-type'] = 'text/plain';
    }),
  },
  {
    ...STAGE,
    id: 'mcp-bare-results',
    title: 'Results without their envelope',
    description: 'A gateway hands out the result alone: no client finds the answer to its request in it.',
    trips: ['mcp/json-rpc-answer'],
    rewrite: withToken((answer) => {
      editJson(answer, (message) => {
        const { result } = message;
        if (result === undefined) return;
        for (const name of Object.keys(message)) delete message[name];
        Object.assign(message, result);
      });
    }),
  },
  {
    ...STAGE,
    id: 'mcp-notification-200',
    title: 'A notification answered with 200',
    description:
      'Notifications are accepted with 202: after 200 a client looks for an answer that is not there.',
    trips: ['mcp/notification-accepted'],
    rewrite: withToken((answer) => {
      if (answer.status === 202) answer.status = 200;
    }),
  },
  {
    id: 'mcp-session-counted',
    title: 'Sessions by number',
    description: 'Who guesses the number of a session gets its messages.',
    stage: 'mcp',
    trips: ['mcp/session-id-entropy'],
    refuses: false,
    policy: { sessionIds: 'counted' },
  },
  {
    id: 'mcp-session-spaced',
    title: 'A session identifier with a space',
    description: 'Only visible ASCII is allowed: other characters are changed on the way.',
    stage: 'mcp',
    trips: ['mcp/session-id-characters'],
    refuses: false,
    policy: { sessionIds: 'spaced' },
  },
  {
    ...STAGE,
    id: 'mcp-session-in-modern-era',
    title: 'A session where there are none',
    description: '2026-07-28 has no sessions: a server that still counts on them loses its clients.',
    trips: ['mcp/no-session-id'],
    rewrite: withToken((answer) => {
      answer.headers['mcp-session-id'] = '1f0f8a52-6f4c-4a5e-9a38-2f7d1f7f3f10';
    }),
  },
  {
    ...STAGE,
    id: 'mcp-no-result-type',
    title: 'Results that do not say whether they are complete',
    description: 'Without resultType a client takes every result to be the last word.',
    trips: ['mcp/result-type'],
    rewrite: withToken((answer) => {
      editJson(answer, (message) => {
        const { result } = message as { result?: { resultType?: string } };
        if (result) delete result.resultType;
      });
    }),
  },
  {
    ...STAGE,
    id: 'mcp-ignores-headers',
    title: 'Headers that nobody compares',
    description:
      'A gateway lets a harmless Mcp-Method through, the body does something else. Edit the header to see it.',
    trips: ['mcp/mismatch-refused'],
    rewrite: (exchange, answer) => {
      if (answer.status === 400 && answer.body.includes('-32020')) {
        const { id } = JSON.parse(exchange.requestBody()) as { id?: unknown };
        replaceAnswer(answer, jsonAnswer(200, { jsonrpc: '2.0', id, result: { resultType: 'complete' } }));
      }
    },
  },
  {
    ...STAGE,
    id: 'mcp-unknown-method-200',
    title: 'An unknown method with 200',
    description: 'An unknown method is 404 with error -32601. Edit the method of a draft to see it.',
    trips: ['mcp/method-not-found'],
    rewrite: (_exchange, answer) => {
      if (answer.body.includes('-32601')) answer.status = 200;
    },
  },
  {
    ...STAGE,
    id: 'mcp-version-refused-without-list',
    title: 'Not this revision, but which?',
    description:
      'A server that refuses a revision must list those it speaks: the client cannot choose otherwise.',
    trips: ['mcp/unsupported-version'],
    intercept: () =>
      jsonAnswer(400, {
        jsonrpc: '2.0',
        id: null,
        error: { code: -32022, message: 'Unsupported protocol version' },
      }),
  },
  {
    ...STAGE,
    id: 'mcp-403-without-scope',
    title: 'Too little scope, but which?',
    description:
      'The refusal names neither the missing scope nor the metadata: a client does not know what to ask for.',
    stage: 'step-up',
    trips: ['step-up/challenge-contents', 'mcp/step-up-limit'],
    refuses: true,
    rewrite: withToken((answer) => {
      if (answer.status === 403) editChallenge(answer, () => 'Bearer error="insufficient_scope"');
    }),
  },
  {
    ...STAGE,
    id: 'mcp-scopes-one-by-one',
    title: 'One scope at a time',
    description: 'Two scopes are needed, each refusal names one: people are sent to sign in twice.',
    stage: 'step-up',
    trips: ['step-up/all-scopes-at-once'],
    rewrite: (exchange, answer) => {
      const granted = scopesOf(exchange);
      if (answer.status !== 200 || !granted.includes('orders:write') || granted.includes('profile:write'))
        return;
      if (!exchange.requestBody().includes('"create_return"')) return;
      const pointer =
        exchange.metadataUrl === undefined ? '' : `, resource_metadata="${exchange.metadataUrl}"`;
      replaceAnswer(
        answer,
        jsonAnswer(
          403,
          { error: 'insufficient_scope' },
          { 'www-authenticate': `Bearer error="insufficient_scope", scope="profile:write"${pointer}` },
        ),
      );
    },
  },
];

/** Leaves what is said to a request without a token alone. */
function withToken(change: (answer: LabAnswer) => void): AnswerRewrite {
  return (exchange, answer) => {
    if (exchange.headers.authorization !== undefined) change(answer);
  };
}

function editChallenge(answer: LabAnswer, change: (header: string) => string): void {
  const header = answer.headers['www-authenticate'];
  if (typeof header === 'string') answer.headers['www-authenticate'] = change(header);
}

/** Scopes of the signed token that a request carries. */
function scopesOf(exchange: LabExchange): readonly string[] {
  const payload = exchange.headers.authorization?.split('.')[1];
  if (payload === undefined) return [];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { scope?: string };
  return claims.scope?.split(' ') ?? [];
}
