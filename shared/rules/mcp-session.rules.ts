// Sessions of the older era, and their absence in the newer.

import type { Revision } from '../protocol/revision.ts';
import { mcpExchange, responseHeader } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { pass } from './rule.ts';
import { mcp } from './sources.ts';

const LEGACY_ONLY = { '2026-07-28': null } as const satisfies Partial<Record<Revision, null>>;

function judgeSessionEntropy(context: JudgeContext): Judgement | undefined {
  const answer = mcpExchange(context);
  if (answer?.event.step !== 'mcp-initialize' || context.policy.era !== 'legacy') return undefined;
  const { value, at } = responseHeader(answer.event, 'mcp-session-id');
  if (value === undefined) return undefined;
  const counted = /^\d{1,15}$/.test(value);
  if (counted || value.length < 8) {
    return {
      verdict: 'fail',
      message: 'The session identifier is short or a mere number: others can guess it.',
      expected: 'a random value, such as a UUID of version 4',
      actual: counted ? `a number of ${value.length} digits` : `${value.length} characters`,
      at: [at],
    };
  }
  if (value.length < 16) {
    return {
      verdict: 'cannot-tell',
      message: `The session identifier has ${value.length} characters: enough only if each of them is random.`,
      at: [at],
    };
  }
  return pass('The session identifier is long enough not to be guessed, as far as its length tells.', at);
}

export const mcpSessionRules: readonly Rule[] = [
  {
    id: 'mcp/session-id-characters',
    stage: 'mcp',
    level: 'MUST',
    binds: 'server',
    since: '2025-03-26',
    levels: LEGACY_ONLY,
    sources: [mcp('transport', 'Session Management', '2025-11-25')],
    statement: 'A session identifier consists of visible ASCII characters.',
    why: 'Spaces and other characters are changed on the way, and the session is lost.',
    fix: 'Use a UUID, a JWT or a hash as identifier.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (answer?.event.step !== 'mcp-initialize' || context.policy.era !== 'legacy') return undefined;
      const { value, at } = responseHeader(answer.event, 'mcp-session-id');
      if (value === undefined) return undefined;
      if (/^[\x21-\x7E]+$/.test(value))
        return pass('The session identifier is made of visible characters.', at);
      return {
        verdict: 'fail',
        message: 'The session identifier has a character that is not visible ASCII.',
        expected: 'characters from ! to ~',
        actual: 'a space or another character',
        at: [at],
      };
    },
  },
  {
    id: 'mcp/session-id-entropy',
    stage: 'mcp',
    level: 'SHOULD',
    binds: 'server',
    since: '2025-03-26',
    levels: LEGACY_ONLY,
    sources: [mcp('transport', 'Session Management', '2025-11-25')],
    statement: 'A session identifier is unique and cannot be guessed.',
    why: 'Who guesses the identifier of another session gets its messages.',
    fix: 'Make it of at least 128 random bits, and bind it to the person.',
    refuses: false,
    judge: judgeSessionEntropy,
  },
  {
    id: 'mcp/no-session-id',
    stage: 'mcp',
    level: 'MAY',
    binds: 'server',
    since: '2026-07-28',
    sources: [mcp('transport', 'Earlier Streamable HTTP Revisions')],
    statement: 'There are no sessions in 2026-07-28: Mcp-Session-Id has no meaning.',
    why: 'A server that still relies on it loses its clients of the new revision.',
    fix: 'Do not send Mcp-Session-Id to requests of 2026-07-28.',
    refuses: false,
    judge(context) {
      const answer = mcpExchange(context);
      if (!answer || context.policy.era !== 'modern' || answer.status >= 400) return undefined;
      const { value, at } = responseHeader(answer.event, 'mcp-session-id');
      if (value === undefined) return pass('The server opens no session.', at);
      return {
        verdict: 'fail',
        message: 'The server sends a session identifier, which clients of this revision ignore.',
        expected: 'no Mcp-Session-Id',
        actual: 'present',
        at: [at],
      };
    },
  },
];
