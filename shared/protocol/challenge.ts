// WWW-Authenticate, as RFC 9110 §11.6.1 allows it: several challenges, several lines, any case, quoted pairs.

import type { HeaderLine } from '../trace/event.ts';

/** One auth-param, with the place of its value inside the header line. */
export interface ChallengeParameter {
  /** As written; compare case-insensitively. */
  readonly name: string;
  /** Unquoted and unescaped. */
  readonly value: string;
  /** [start, end) of the value in the header line's value, quotes excluded. */
  readonly span: readonly [number, number];
  readonly quoted: boolean;
}

export interface Challenge {
  /** As written; compare case-insensitively. */
  readonly scheme: string;
  readonly token68?: string;
  readonly parameters: readonly ChallengeParameter[];
  /** Index of the header line among all response header lines. */
  readonly line: number;
}

export interface ParsedChallenges {
  readonly challenges: readonly Challenge[];
  /** What could not be read, as sentences, with the header line it stands in. */
  readonly faults: readonly { readonly line: number; readonly at: number; readonly message: string }[];
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*/y;
const SPACE = /[ \t]*/y;

class Reader {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found || found[0] === '') return undefined;
    this.at = pattern.lastIndex;
    return found[0];
  }
  skipSpace(): boolean {
    return this.match(SPACE) !== undefined;
  }
  peek(): string | undefined {
    return this.text[this.at];
  }
  /** Reads a quoted-string; undefined when its end is missing (the reader then stands at the end). */
  quoted(): { value: string; span: [number, number] } | undefined {
    const start = this.at + 1;
    let value = '';
    for (let i = start; i < this.text.length; i += 1) {
      const c = this.text[i];
      if (c === '\\' && i + 1 < this.text.length) {
        i += 1;
        value += this.text[i];
      } else if (c === '"') {
        this.at = i + 1;
        return { value, span: [start, i] };
      } else value += c;
    }
    this.at = this.text.length;
    return undefined;
  }
  /** Reads a token68 that ends its challenge. `name=` before a further parameter is a parameter without its value. */
  token68(): string | undefined {
    const before = this.at;
    const found = this.match(TOKEN68);
    this.skipSpace();
    if (found !== undefined && this.at >= this.text.length) return found;
    if (found !== undefined && this.peek() === ',') {
      const comma = this.at;
      this.at += 1;
      this.skipSpace();
      const goesOn = found.endsWith('=') && !found.endsWith('==') && this.parameterAhead();
      this.at = comma;
      if (!goesOn) return found;
    }
    this.at = before;
    return undefined;
  }
  /** True when an unquoted value is over: at the end, before a comma, or where only the comma was forgotten. */
  valueEnds(): boolean {
    const before = this.at;
    const spaced = this.skipSpace();
    const is = this.at >= this.text.length || this.peek() === ',' || (spaced && this.parameterAhead());
    this.at = before;
    return is;
  }
  /** True when what follows reads `name =` (a parameter) and not a new scheme. */
  parameterAhead(): boolean {
    const before = this.at;
    const name = this.match(TOKEN);
    this.skipSpace();
    const is = name !== undefined && this.peek() === '=' && this.text[this.at + 1] !== '=';
    this.at = before;
    return is;
  }
}

function readLine(
  text: string,
  line: number,
): { challenges: Challenge[]; faults: ParsedChallenges['faults'][number][] } {
  const reader = new Reader(text);
  const challenges: Challenge[] = [];
  const faults: ParsedChallenges['faults'][number][] = [];
  let current:
    { scheme: string; token68?: string; parameters: ChallengeParameter[]; line: number } | undefined;
  const fault = (message: string): void => void faults.push({ line, at: reader.at, message });
  const skipToComma = (): void => {
    while (reader.at < text.length && reader.peek() !== ',') {
      if (reader.peek() === '"') reader.quoted();
      else reader.at += 1;
    }
  };

  /** True until something stands before the next comma. */
  let empty = true;
  while (reader.at < text.length) {
    reader.skipSpace();
    if (reader.peek() === ',') {
      // To be read past, and yet not to be sent (RFC 9110 §5.6.1).
      if (empty) fault('Nothing stands before a comma.');
      empty = true;
      reader.at += 1;
      continue;
    }
    if (reader.at >= text.length) break;
    const first = empty;
    empty = false;
    if (current && current.token68 === undefined && reader.parameterAhead()) {
      if (first && current.parameters.length === 0)
        fault(`A comma stands between the scheme "${current.scheme}" and its parameters.`);
      const name = reader.match(TOKEN) ?? '';
      reader.skipSpace();
      reader.at += 1;
      reader.skipSpace();
      if (reader.peek() === '"') {
        const quoted = reader.quoted();
        if (!quoted) {
          fault(`The quoted value of "${name}" has no closing quote.`);
          break;
        }
        current.parameters.push({ name, value: quoted.value, span: quoted.span, quoted: true });
      } else {
        const start = reader.at;
        const value = reader.match(TOKEN);
        // A value such as a bare URL is not a token; it is read up to the comma, and said to be wrong.
        if (value === undefined || !reader.valueEnds()) {
          reader.at = start;
          while (reader.at < text.length && reader.peek() !== ',') reader.at += 1;
          const raw = text.slice(start, reader.at).trimEnd();
          fault(`The value of "${name}" has characters that need quotes.`);
          current.parameters.push({ name, value: raw, span: [start, start + raw.length], quoted: false });
        } else current.parameters.push({ name, value, span: [start, reader.at], quoted: false });
      }
      reader.skipSpace();
      if (reader.at < text.length && reader.peek() !== ',') {
        fault(`After "${name}" a comma is missing.`);
      }
      continue;
    }
    const scheme = reader.match(TOKEN);
    if (scheme === undefined) {
      fault('A scheme name or a parameter was expected here.');
      skipToComma();
      continue;
    }
    const spaced = reader.skipSpace();
    current = { scheme, parameters: [], line };
    challenges.push(current);
    if (reader.at >= text.length || reader.peek() === ',') continue;
    if (!spaced) {
      fault(`"${scheme}" is not followed by a space.`);
      if (reader.peek() === '=') {
        // A parameter without a scheme before it: not a challenge at all.
        challenges.pop();
        current = undefined;
        skipToComma();
      }
      continue;
    }
    const token68 = reader.token68();
    if (token68 !== undefined) current.token68 = token68;
    else if (!reader.parameterAhead()) {
      fault(`After the scheme "${scheme}" parameters were expected.`);
      skipToComma();
    }
  }
  if (empty && text.trimEnd().endsWith(',')) fault('Nothing stands after the last comma.');
  return { challenges, faults };
}

/**
 * Reads every `WWW-Authenticate` line of a response. Never throws; what cannot be read is listed in `faults`.
 * @see RFC 9110 §11.6.1, §11.2, §5.6.4
 */
export function parseChallenges(headers: readonly HeaderLine[]): ParsedChallenges {
  const known = parsed.get(headers);
  if (known) return known;
  const challenges: Challenge[] = [];
  const faults: ParsedChallenges['faults'][number][] = [];
  headers.forEach(([name, value], line) => {
    if (name.toLowerCase() !== 'www-authenticate') return;
    const read = readLine(value, line);
    // Not spread: a line may hold more than a call has room for.
    for (const challenge of read.challenges) challenges.push(challenge);
    for (const fault of read.faults) faults.push(fault);
  });
  const found = { challenges, faults };
  parsed.set(headers, found);
  return found;
}

/** Values are read from an answer, and then it is judged. */
const parsed = new WeakMap<readonly HeaderLine[], ParsedChallenges>();

/** The challenge an OAuth client acts on: the first `Bearer`, else the first `DPoP` (RFC 9449 §7.1). */
export function bearerChallenge(parsed: ParsedChallenges): Challenge | undefined {
  const of = (scheme: string) => parsed.challenges.find((c) => c.scheme.toLowerCase() === scheme);
  return of('bearer') ?? of('dpop');
}

/** The first parameter of that name, in any case. */
export function challengeParameter(challenge: Challenge, name: string): ChallengeParameter | undefined {
  return challenge.parameters.find((p) => p.name.toLowerCase() === name);
}
