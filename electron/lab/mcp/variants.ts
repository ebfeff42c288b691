/** What sets one MCP server of the lab apart from another. */
export interface VariantDefinition {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly revisions: readonly string[];
  /** Which SDK line answers: per-request servers, sessions, or per-request servers for both eras. */
  readonly era: 'modern' | 'legacy' | 'dual';
  readonly tokenFormat: 'jwt' | 'opaque';
  readonly tokenSeconds: number;
  /** Whether lists and public tools are served without a token. */
  readonly open: boolean;
  /** Whether it is its own authorization server at its own origin and publishes no protected-resource metadata. */
  readonly ownAuthorizationServer: boolean;
}

const HOUR = 60 * 60;
const COMMON = {
  tokenFormat: 'jwt',
  tokenSeconds: HOUR,
  open: false,
  ownAuthorizationServer: false,
} as const;

/** Lifetime in seconds of the tokens for the `short` variant unless told. */
export const DEFAULT_SHORT_TOKEN_SECONDS = 5;

/** Every MCP server of the lab. The ids are stable: tests, the terminal and saved traces name them. */
export function defineVariants(shortTokenSeconds: number): readonly VariantDefinition[] {
  return [
    {
      ...COMMON,
      id: 'modern',
      path: '/modern/mcp',
      title: 'Everything protected',
      description: 'Revision 2026-07-28. Every request needs a token; tokens are signed.',
      revisions: ['2026-07-28'],
      era: 'modern',
    },
    {
      ...COMMON,
      id: 'legacy',
      path: '/legacy/mcp',
      title: 'Sessions and initialize',
      description: 'Revisions 2025-11-25 and 2025-06-18. Every request needs a token; tokens are signed.',
      revisions: ['2025-11-25', '2025-06-18'],
      era: 'legacy',
    },
    {
      ...COMMON,
      id: 'dual',
      path: '/dual/mcp',
      title: 'Both eras at one address',
      description: 'Revision 2026-07-28, and 2025-11-25 without sessions, for clients that must find out.',
      revisions: ['2026-07-28', '2025-11-25', '2025-06-18'],
      era: 'dual',
    },
    {
      ...COMMON,
      id: 'open',
      path: '/open/mcp',
      title: 'Open shop window',
      description:
        'Public tools are listed and open; the challenge comes with the first call that needs a person.',
      revisions: ['2026-07-28'],
      era: 'modern',
      open: true,
    },
    {
      ...COMMON,
      id: 'opaque',
      path: '/opaque/mcp',
      title: 'Opaque tokens',
      description: 'Tokens say nothing by themselves; the server asks the authorization server (RFC 7662).',
      revisions: ['2026-07-28'],
      era: 'modern',
      tokenFormat: 'opaque',
    },
    {
      ...COMMON,
      id: 'short',
      path: '/short/mcp',
      title: 'Tokens of a few seconds',
      description: `Access tokens expire after ${String(shortTokenSeconds)} s: for trying refresh.`,
      revisions: ['2026-07-28'],
      era: 'modern',
      tokenSeconds: shortTokenSeconds,
    },
    {
      ...COMMON,
      id: '2025-06-18',
      path: '/2025-06-18/mcp',
      title: 'Revision 2025-06-18',
      description:
        'The first revision with protected-resource metadata; named in the challenge, as it demands.',
      revisions: ['2025-06-18'],
      era: 'legacy',
    },
    {
      ...COMMON,
      id: '2025-03-26',
      path: '/mcp',
      title: 'Revision 2025-03-26',
      description: 'No protected-resource metadata: its own origin is the authorization server.',
      revisions: ['2025-03-26'],
      era: 'legacy',
      ownAuthorizationServer: true,
    },
  ];
}
