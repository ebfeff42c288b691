// Finds credentials by their vendors' formats, JWTs and private keys, each at the place where it begins.

import { hasTokenChecksum } from '../checks/crc32.ts';
import type { CredentialFormat } from './credential-formats.ts';
import { CREDENTIAL_FORMATS, EXAMPLE_ENDINGS } from './credential-formats.ts';
import type { Claim } from './scan.ts';

/** A claim on a text from where it was asked about to `end`. */
export interface ClaimTo extends Claim {
  readonly end: number;
}

/** The claim without its end. */
export function claimOf({ class: of, detector, confidence, why }: Claim): Claim {
  return { class: of, detector, confidence, why };
}

interface Ready extends CredentialFormat {
  readonly pattern: RegExp;
}

const READY: readonly Ready[] = CREDENTIAL_FORMATS.map((format) => ({
  ...format,
  pattern: new RegExp(format.rest, 'y'),
}));

/** Formats by their first two characters. */
const BY_PAIR: ReadonlyMap<number, readonly Ready[]> = Map.groupBy(READY, ({ opening }) =>
  pairOf(opening, 0),
);

function pairOf(text: string, at: number): number {
  return (text.charCodeAt(at) << 7) | text.charCodeAt(at + 1);
}

/** The pairs that a credential of a known format may begin with. */
export const CREDENTIAL_PAIRS: readonly number[] = [...BY_PAIR.keys()];

/** One character over and over, or `your-token`, stands in documentation. */
function isExample(body: string): boolean {
  return new Set(body.slice(0, 24)).size < 6 || EXAMPLE_ENDINGS.some((ending) => body.endsWith(ending));
}

/** The credential of a known format that begins at `at`. */
export function credentialAt(text: string, at: number): ClaimTo | undefined {
  for (const { name, opening, pattern, checksum, token } of BY_PAIR.get(pairOf(text, at)) ?? []) {
    if (!text.startsWith(opening, at)) continue;
    const from = at + opening.length;
    pattern.lastIndex = from;
    if (!pattern.test(text)) continue;
    const end = pattern.lastIndex;
    const body = text.slice(from, end);
    if (isExample(body)) return undefined;
    const proven = checksum !== true || hasTokenChecksum(body);
    return {
      class: token === true ? 'token' : 'credential',
      detector: name.toLowerCase().replaceAll(' ', '-'),
      confidence: proven ? 'certain' : 'likely',
      why: `the format of a ${name}${checksum === true ? (proven ? ' with its checksum' : ', though its checksum is wrong') : ''}`,
      end,
    };
  }
  return undefined;
}

const JWT = /[\w-]{10,8192}(?:\.[\w-]{0,65536}){2,4}/y;

/** The compact JWT that begins at `at` with `eyJ` (RFC 7519 §3, RFC 7516 §3.1). */
export function jwtAt(text: string, at: number): ClaimTo | undefined {
  JWT.lastIndex = at;
  if (!JWT.test(text)) return undefined;
  const parts = text.slice(at, JWT.lastIndex).split('.');
  const [header = ''] = parts;
  // Signed ones have three parts, the last of them empty in an unsecured one; encrypted ones have five.
  const length = parts.slice(0, parts.length === 5 && parts.at(-1) !== '' ? 5 : 3).join('.').length;
  let alg: unknown;
  try {
    const read: unknown = JSON.parse(atob(header.replaceAll('-', '+').replaceAll('_', '/')));
    alg = typeof read === 'object' && read !== null && 'alg' in read ? read.alg : undefined;
  } catch {
    return undefined;
  }
  if (typeof alg !== 'string') return undefined;
  return {
    class: 'token',
    detector: 'jwt',
    confidence: 'certain',
    why: `a JWT whose header says alg ${JSON.stringify(alg.slice(0, 20))}`,
    end: at + length,
  };
}

const PEM_OPENING = /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----/y;
/** Line ends may be written as `\n`; an encrypted key has header lines. */
const PEM_HEADERS = /(?:\s|\\[nrt])*(?:[A-Za-z][A-Za-z-]{2,20}: [\w ,.()/:-]{1,100}(?:\s|\\[nrt])+){0,4}/y;
const PEM_LINE = /[A-Za-z0-9+/=]{4,100}(?:\s|\\[nrt]){0,4}/y;
const PEM_END = /-----END [A-Z0-9 ]{5,40}-----/y;
const SHORTEST_LINE = 16;

/** The private key in PEM or OpenPGP armour (RFC 7468, RFC 9580) that begins at `at`, also when its end was cut off. */
export function privateKeyAt(text: string, at: number): ClaimTo | undefined {
  PEM_OPENING.lastIndex = at;
  if (!PEM_OPENING.test(text)) return undefined;
  PEM_HEADERS.lastIndex = PEM_OPENING.lastIndex;
  PEM_HEADERS.test(text);
  const body = PEM_HEADERS.lastIndex;
  let end = body;
  PEM_LINE.lastIndex = body;
  // Lines are taken one by one: what was read is never read again.
  while (PEM_LINE.test(text)) end = PEM_LINE.lastIndex;
  const first = /^\S*/.exec(text.slice(body, body + SHORTEST_LINE))?.[0] ?? '';
  if (first.length < SHORTEST_LINE) return undefined;
  PEM_END.lastIndex = end;
  if (PEM_END.test(text)) end = PEM_END.lastIndex;
  else while (/\s/.test(text[end - 1] ?? '')) end -= 1;
  return {
    class: 'private-key',
    detector: 'pem-private-key',
    confidence: 'certain',
    why: 'a private key between its BEGIN and END lines',
    end,
  };
}

const TELEGRAM = /:AA[\w-]{33}(?![\w-])/y;
const AZURE = /~[\w.~-]{31,34}(?![\w.~-])/y;
const MAILCHIMP = /-us\d{1,2}(?!\w)/y;

interface Infix {
  readonly name: string;
  /** From the telling character on. */
  readonly rest: RegExp;
  /** What stands before it, up to there. */
  readonly before: RegExp;
  /** Most characters before. */
  readonly reach: number;
}

/** Formats that a character in their midst gives away. */
const INFIXES: Readonly<Record<string, Infix>> = {
  ':': { name: 'Telegram bot token', rest: TELEGRAM, before: /(?<!\w)\d{8,10}$/, reach: 11 },
  '~': { name: 'Azure client secret', rest: AZURE, before: /(?<![\w.~-])[\w.~-]{3}\dQ$/, reach: 6 },
  '-': { name: 'Mailchimp key', rest: MAILCHIMP, before: /(?<!\w)[a-f\d]{32}$/, reach: 33 },
};

/** The credential around the character at `at`; `start` is where it begins. */
export function credentialAround(
  text: string,
  at: number,
  from: number,
): (ClaimTo & { start: number }) | undefined {
  const infix = INFIXES[text.charAt(at)];
  if (infix === undefined) return undefined;
  infix.rest.lastIndex = at;
  if (!infix.rest.test(text)) return undefined;
  const end = infix.rest.lastIndex;
  const before = infix.before.exec(text.slice(Math.max(from, at - infix.reach), at))?.[0];
  if (before === undefined) return undefined;
  return {
    class: 'credential',
    detector: infix.name.toLowerCase().replaceAll(' ', '-'),
    confidence: 'certain',
    why: `the format of a ${infix.name}`,
    start: at - before.length,
    end,
  };
}
