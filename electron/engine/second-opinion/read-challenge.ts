// A challenge as a library read it, beside how Keyhole reads it.

import { bearerChallenge, challengeParameter, parseChallenges } from '../../../shared/protocol/challenge.ts';
import type { HeaderLine } from '../../../shared/trace/event.ts';
import type { Opined } from './subject.ts';
import { accepts, noOpinion } from './subject.ts';

/** The parameters that a client acts on. */
const PARAMETERS = ['resource_metadata', 'scope', 'error'] as const;

/** What a library found; `undefined` stands for a parameter that it does not see. */
export type ChallengeReading = Readonly<Record<(typeof PARAMETERS)[number], string | undefined>>;

const HEADER = 'www-authenticate';

function sameValue(name: string, a: string, b: string): boolean {
  if (name !== 'resource_metadata' || !URL.canParse(a) || !URL.canParse(b)) return a === b;
  return new URL(a).href === new URL(b).href;
}

/**
 * The opinion on a challenge.
 * @param read `undefined` when the library finds no challenge at all
 * @param onwards what it does then, as a sentence
 */
export function opinionOnChallenge(
  asked: string,
  headers: readonly HeaderLine[],
  read: ChallengeReading | undefined,
  onwards: string,
): Opined {
  if (!headers.some(([name]) => name.toLowerCase() === HEADER))
    return noOpinion(asked, 'The answer carries no challenge.');
  if (!read) {
    return {
      verdict: 'refuses',
      words: 'It finds no challenge in the header.',
      asked,
      differences: [onwards],
      at: [{ in: 'response-header', name: HEADER }],
    };
  }
  const ours = bearerChallenge(parseChallenges(headers));
  const differences = PARAMETERS.flatMap((name): string[] => {
    const mine = ours && challengeParameter(ours, name)?.value;
    const theirs = read[name];
    if (mine === undefined || mine === '') {
      return theirs === undefined || theirs === ''
        ? []
        : [`It reads \`${name}\` as ${JSON.stringify(theirs)}; the challenge has none.`];
    }
    if (theirs === undefined) return [`It does not find \`${name}\`, which is ${JSON.stringify(mine)}.`];
    return sameValue(name, mine, theirs)
      ? []
      : [`It reads \`${name}\` as ${JSON.stringify(theirs)}; the challenge says ${JSON.stringify(mine)}.`];
  });
  const found = PARAMETERS.filter((name) => read[name] !== undefined).map((name) => `\`${name}\``);
  return accepts(
    asked,
    found.length === 0
      ? 'It reads the challenge, without parameters that it acts on.'
      : `It reads ${found.join(', ')}.`,
    differences,
  );
}
