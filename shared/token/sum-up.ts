import { momentOf, roughWords } from './time-words.ts';
import type { CheckVerdict, ReadToken, TokenCheck } from './token.ts';

/** The verdict on a whole token, in one sentence. */
export interface TokenVerdict {
  readonly verdict: CheckVerdict;
  readonly sentence: string;
}

/** Sums the checks up: what fails first, else what may, else how far the checks reach. */
export function sumUp(token: ReadToken, checks: readonly TokenCheck[], now: number): TokenVerdict {
  const [failed, ...more] = checks.filter((one) => one.verdict === 'fail');
  if (failed) {
    const others = more.map((one) => one.check).join(', ');
    return {
      verdict: 'fail',
      sentence: `${failed.sentence}${others === '' ? '' : ` Also wrong: ${others}.`}`,
    };
  }
  const known = checks.filter((one) => one.verdict === 'pass').length;
  if (token.form === 'jwe') {
    return {
      verdict: 'cannot-tell',
      sentence: 'The token is encrypted: its claims can be read only by the server that holds the key.',
    };
  }
  if (token.form === 'opaque' && known === 0) {
    const [fault] = token.faults;
    return {
      verdict: fault === undefined ? 'cannot-tell' : 'fail',
      sentence:
        fault ??
        'An opaque token says nothing by itself. Only its issuer can tell what it is: ask by introspection.',
    };
  }
  const [warning, ...others] = checks.filter((one) => one.verdict === 'warning');
  if (warning) {
    const rest = others.map((one) => one.check).join(', ');
    return {
      verdict: 'warning',
      sentence: `${warning.sentence}${rest === '' ? '' : ` Look also at: ${rest}.`}`,
    };
  }
  const signature = checks.find((one) => one.check === 'signature');
  if (signature?.verdict === 'cannot-tell') {
    return {
      verdict: 'cannot-tell',
      sentence: `Nothing in it speaks against the token, but its signature is not verified. ${signature.sentence}`,
    };
  }
  const audience = checks.find((one) => one.check === 'audience');
  if (audience?.verdict === 'cannot-tell' && token.form === 'jws') {
    return {
      verdict: 'cannot-tell',
      sentence: `The signature is right, but for whom it is was not judged. ${audience.sentence}`,
    };
  }
  const end = token.form === 'jws' ? momentOf(token.claims?.['exp']) : undefined;
  const left = end === undefined ? '' : ` It is good for another ${roughWords(end - now)}.`;
  return { verdict: 'pass', sentence: `Everything that can be checked is right.${left}` };
}
