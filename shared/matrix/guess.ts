// What a server's own words and annotations say of a tool: who may call it, and what it does. Each guess has its reason.
// Annotations come from the server under test: they decide what is called without asking, never what is allowed.

import type { AccessLevel } from '../identity/identity.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { Effect, SaidBy } from './matrix.ts';

/** A level with where it comes from. */
export interface GuessedLevel {
  readonly level: AccessLevel;
  readonly levelBy: SaidBy;
  readonly levelWhy: string;
}

/** An effect with its reason. */
export interface GuessedEffect {
  readonly effect: Effect;
  readonly effectWhy: string;
}

/** Sentences in which a server says who may call. `server` commits it; `guess` is a hint and no more. */
const LEVEL_WORDS: readonly {
  readonly level: AccessLevel;
  readonly by: Exclude<SaidBy, 'policy'>;
  readonly pattern: RegExp;
}[] = [
  {
    level: 'admin',
    by: 'server',
    pattern:
      /\b(?:only (?:for )?(?:an? )?(?:admins?|administrators?|staff)|(?:admins?|administrators?|staff) only|requires? (?:an? )?(?:admin|administrator)(?: \w+)?|仅(?:限)?管理员)/i,
  },
  {
    level: 'public',
    by: 'server',
    pattern:
      /\b(?:(?:needs?|requires?) no (?:\w+ )?(?:sign-?in|log-?in|login|authentication|authori[sz]ation|token|account)|no (?:sign-?in|log-?in|login|authentication|token|account) (?:is )?(?:needed|required|necessary)|without (?:signing|logging) in|does not (?:need|require) (?:\w+ )?(?:sign-?in|login|authentication))|无需登录|不需要登录/i,
  },
  {
    level: 'owner',
    by: 'server',
    pattern:
      /\b(?:your own|only (?:\w+ )?(?:of )?your|one'?s own|their own|(?:the )?(?:caller|current user|authenticated user|signed-in user)(?:'|’)s own)\b|仅(?:限)?(?:本人|自己)|(?:您|你)自己的/i,
  },
  { level: 'admin', by: 'guess', pattern: /\badmin(?:istrat(?:or|ion|ive))?s?\b|管理员/i },
  {
    level: 'owner',
    by: 'guess',
    pattern:
      /\b(?:your|my|the (?:caller|current user|authenticated user|signed-in user)(?:'|’)s?)\b|(?:您|你|我)的/i,
  },
];

/** Characters of a description that are read. */
const MOST_READ = 4_000;

function phraseIn(words: string, pattern: RegExp): string | undefined {
  const found = pattern.exec(words);
  if (!found) return undefined;
  const from = words.lastIndexOf('.', found.index) + 1;
  const end = words.indexOf('.', found.index + found[0].length);
  const sentence = words.slice(from, end === -1 ? undefined : end).trim();
  return sentence.length > 120 ? found[0] : sentence;
}

/**
 * Who may call something, by what the server says of it.
 * @param entry a tool, resource or prompt as it is listed
 */
export function guessLevel(entry: unknown): GuessedLevel {
  const words = [text(entry, 'title'), text(entry, 'description')]
    .filter(Boolean)
    .join('. ')
    .slice(0, MOST_READ);
  for (const { level, by, pattern } of LEVEL_WORDS) {
    const phrase = phraseIn(words, pattern);
    if (phrase === undefined) continue;
    const levelWhy = by === 'server' ? `The server says “${phrase}”.` : `Guessed from “${phrase}”.`;
    return { level, levelBy: by, levelWhy };
  }
  return {
    level: 'login',
    levelBy: 'guess',
    levelWhy: 'Nothing says who may call it: guessed that a token is needed, and any will do.',
  };
}

/**
 * What a call may do, by the annotations of a tool. Unannotated means: it may destroy.
 * @see MCP 2025-03-26 and later, server/tools, ToolAnnotations
 */
export function guessEffect(tool: unknown): GuessedEffect {
  const annotations = isJsonObject(tool) ? tool['annotations'] : undefined;
  if (!isJsonObject(annotations))
    return { effect: 'may-destroy', effectWhy: 'It has no annotations, which means that it may destroy.' };
  if (annotations['readOnlyHint'] === true)
    return { effect: 'reads', effectWhy: 'Its annotation readOnlyHint says that it changes nothing.' };
  if (annotations['destructiveHint'] === false)
    return {
      effect: 'adds',
      effectWhy: 'Its annotation destructiveHint: false says that it adds and destroys nothing.',
    };
  return {
    effect: 'may-destroy',
    effectWhy:
      annotations['destructiveHint'] === true
        ? 'Its annotation destructiveHint says that it may destroy.'
        : 'It is not annotated as read-only nor as harmless, which means that it may destroy.',
  };
}
