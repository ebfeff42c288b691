import { jsonAnswer } from './fault.ts';
import type { Fault, LabAnswer, LabExchange } from './fault.ts';

const STAGE = { stage: 'mcp', refuses: true, routes: ['mcp'] } as const;

/** Faults of an MCP server that holds a good token in its hands. @see MCP 2026-07-28, Error Handling, Step-Up Authorization Flow */
export const MCP_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'mcp-rejects-fresh-token',
    title: 'A fresh token is refused',
    description:
      'A 401 right after sign-in means audience, issuer or keys differ; signing in again changes nothing.',
    trips: ['mcp/token-accepted'],
    intercept: (exchange) =>
      challengeWithToken(
        exchange,
        401,
        'error="invalid_token", error_description="The token is not known here"',
      ),
  },
  {
    ...STAGE,
    id: 'mcp-header-lost',
    title: 'A proxy that drops the token',
    description: 'The Authorization header never reaches the server, which answers as if none had been sent.',
    trips: ['mcp/token-accepted', 'mcp/invalid-token-error'],
    intercept: (exchange) => challengeWithToken(exchange, 401, 'scope="orders:read"'),
  },
  {
    ...STAGE,
    id: 'mcp-403-loop',
    title: 'Never enough scope',
    description: 'The server asks for more scope forever: a client must stop after a few tries.',
    trips: ['mcp/step-up-limit'],
    intercept: (exchange) =>
      challengeWithToken(exchange, 403, 'error="insufficient_scope", scope="orders:read orders:write"'),
  },
];

function challengeWithToken(
  exchange: LabExchange,
  status: number,
  parameters: string,
): LabAnswer | undefined {
  if (exchange.headers.authorization === undefined) return undefined;
  const { metadataUrl } = exchange;
  const pointer = metadataUrl === undefined ? '' : `, resource_metadata="${metadataUrl}"`;
  return jsonAnswer(
    status,
    { error: status === 401 ? 'invalid_token' : 'insufficient_scope' },
    { 'www-authenticate': `Bearer ${parameters}${pointer}` },
  );
}
