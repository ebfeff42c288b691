// What an outcome means against the expectation. What cannot be known is `unknown`, with the reason.

import { assertNever } from '../protocol/assert-never.ts';
import type { Expectation } from './expectation.ts';
import type { CellOutcome, CellVerdict, MatrixRow } from './matrix.ts';

/** A verdict and its reason, as a sentence. */
export interface Judged {
  readonly verdict: CellVerdict;
  readonly why: string;
}

/** What else is known when a cell is judged. */
export interface Surroundings {
  readonly row: MatrixRow;
  /** The same call was allowed to somebody: the object exists and the arguments are good. */
  readonly allowedToSomebody: boolean;
}

const unknown = (why: string): Judged => ({ verdict: 'unknown', why });

/** A guess that turned out otherwise is a question to the person, not an accusation. */
const guessedWrong = (what: string, why: string): Judged =>
  unknown(`It was ${what}, and the guess was another: ${why} Say what you expect.`);

function allowed({ expect, why, guessed }: Expectation): Judged {
  if (expect === 'unknown') return unknown(`It was allowed. ${why}`);
  if (expect === 'deny' && guessed) return guessedWrong('allowed', why);
  return expect === 'allow'
    ? { verdict: 'match', why: `Allowed, as it should be. ${why}` }
    : { verdict: 'over-permissive', why: `Allowed, and should have been refused. ${why}` };
}

function denied({ expect, why, guessed }: Expectation, how: string): Judged {
  if (expect === 'unknown') return unknown(`It was refused (${how}). ${why}`);
  if (expect === 'allow' && guessed) return guessedWrong(`refused (${how})`, why);
  return expect === 'deny'
    ? { verdict: 'match', why: `Refused (${how}), as it should be. ${why}` }
    : { verdict: 'over-restrictive', why: `Refused (${how}), and should have been allowed. ${why}` };
}

/** Judges one cell. */
export function judgeCell(outcome: CellOutcome, expectation: Expectation, around: Surroundings): Judged {
  const { row, allowedToSomebody } = around;
  switch (outcome.kind) {
    case 'allowed':
      return allowed(expectation);
    case 'denied':
      // The token lacks scope, which is no word about the person: more may be asked for.
      if (outcome.how === 'insufficient-scope' && expectation.expect === 'allow') {
        const more = outcome.scope === undefined ? 'more scope' : `the scope ${outcome.scope}`;
        return unknown(`The token is not enough: the server asks for ${more}. Raise the scope to find out.`);
      }
      return denied(expectation, outcome.said);
    case 'not-found':
      return allowedToSomebody
        ? denied(expectation, outcome.said)
        : unknown(
            `The server says that there is nothing (${outcome.said}), and it was given to nobody else.`,
          );
    case 'input-error':
    case 'tool-error': {
      // The very same call was answered to somebody else, and changes nothing: the caller makes the difference.
      if (allowedToSomebody && row.effect === 'reads' && expectation.expect === 'deny')
        return { verdict: 'match', why: `Not given (${outcome.said}), as it should be. ${expectation.why}` };
      const blamed = outcome.kind === 'input-error' ? 'The arguments were not accepted' : 'The tool failed';
      return unknown(`${blamed} (${outcome.said}), which says nothing about permission.`);
    }
    case 'server-error':
      return unknown(`The server failed (${outcome.said}) before it allowed or refused.`);
    case 'throttled':
      return unknown(`The server asked to slow down (${outcome.said}). Resume later.`);
    case 'timeout':
    case 'failed':
      return unknown(outcome.said);
    case 'not-run':
      return unknown(outcome.said);
    default:
      return assertNever(outcome);
  }
}

/** True when asking the cell again may tell more. */
export function isSick(outcome: CellOutcome): boolean {
  switch (outcome.kind) {
    case 'throttled':
    case 'timeout':
    case 'failed':
    case 'server-error':
      return true;
    case 'not-run':
      return outcome.why === 'cancelled' || outcome.why === 'unreachable' || outcome.why === 'not-ready';
    default:
      return false;
  }
}
