// What a library says when it throws, as words, a code and the places it speaks of; and without bytes of the answer.

import { isJsonObject, readJson, text } from '../../../shared/protocol/json.ts';
import type { Pointer } from '../../../shared/trace/event.ts';

export interface LibraryWords {
  readonly words: string;
  readonly code?: string;
  readonly at: readonly Pointer[];
}

const body = (path: string): Pointer => ({ in: 'response-body', path });
const STATUS: Pointer = { in: 'status' };
const header = (name: string): Pointer => ({ in: 'response-header', name });
const callback = (parameter: string): Pointer => ({ in: 'callback-url', parameter });

/** The piece of a text that JSON.parse quotes may be a piece of a token, which no masker could know. */
const QUOTED_BY_PARSER = /, (?:\.{3})?"[\s\S]*"(?:\.{3})? is not valid JSON/;

/** Where the SDKs repeat the whole body: it stands in the trace, masked as far as its form allows. */
const REPEATED_BODY = /(?<=Raw body: |^Dynamic Client Registration rejected \(HTTP \d{3}\): )[\s\S]+$/;

/** Longer than any sentence of a library. */
const LONGEST = 600;

/** Cuts words that a server made long. They must be masked before: a piece of a secret is not known as one. */
export function shorten(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST).replace(/\u27E6[^\u27E7]*$/, '')}…`;
}

const withoutBytes = (words: string): string =>
  words.replace(REPEATED_BODY, '…').replace(QUOTED_BY_PARSER, ': not valid JSON');

/** RFC 6901. */
const pointerOf = (path: readonly unknown[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

interface ZodIssue {
  readonly path: readonly unknown[];
  readonly message: string;
  readonly code: string;
}

function issuesOf(error: Error): readonly ZodIssue[] | undefined {
  if (!('issues' in error) || !Array.isArray(error.issues)) return undefined;
  return error.issues.filter(
    (issue): issue is ZodIssue =>
      isJsonObject(issue) && Array.isArray(issue['path']) && typeof issue['message'] === 'string',
  );
}

/** What the messages of the three libraries name, the most telling first. */
const PLACES: readonly (readonly [pattern: RegExp, at: (name: string) => readonly Pointer[]])[] = [
  [/^"response" body "(\w+)" property/, (name) => [body(`/${name}`)]],
  [/^unsupported `token_type`/, () => [body('/token_type')]],
  [/unexpected HTTP status code|^HTTP \d{3} trying|^Resource server does not implement/, () => [STATUS]],
  [/^server responded with an error in the response body/, () => [STATUS, body('/error')]],
  [/^Dynamic Client Registration rejected/, () => [STATUS, body('/error')]],
  [/^server responded with a challenge/, () => [STATUS, header('www-authenticate')]],
  [/^authorization response from the server is an error/, () => [callback('error')]],
  [/^no authorization code in|neither `code` nor `error`/, () => [callback('code')]],
  [/^"(\w+)" parameter must be provided only once/, (name) => [callback(name)]],
  [/response parameter "(\w+)"|unexpected "(\w+)" .*response parameter/, (name) => [callback(name)]],
  [/^Issuer mismatch in authorization response/, () => [callback('iss')]],
  [/^Issuer mismatch in authorization server metadata/, () => [body('/issuer')]],
  [/^Protected resource .* does not match/, () => [body('/resource')]],
  [/does not support response type/, () => [body('/response_types_supported')]],
  [/does not support code challenge method/, () => [body('/code_challenge_methods_supported')]],
  [/non-https token endpoint/, () => [body('/token_endpoint')]],
  [/JWT|JWE|JWS|ID Token/, () => [body('/id_token')]],
  [/^"response" content-type|body must be a top level object|JSON/, () => [body(''), header('content-type')]],
];

function placesIn(message: string): readonly Pointer[] {
  for (const [pattern, at] of PLACES) {
    const found = pattern.exec(message);
    if (found) return at(found.slice(1).find((group) => group !== undefined) ?? '');
  }
  return [];
}

/** Reads an error of one of the libraries. */
export function readLibraryError(error: unknown): LibraryWords {
  if (!(error instanceof Error)) return { words: String(error), at: [] };
  const issues = issuesOf(error);
  if (issues) {
    const said = issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    return {
      words: said.join('; '),
      code: issues[0]?.code ?? error.name,
      at: issues.map(({ path }) => body(pointerOf(path))),
    };
  }
  const message = withoutBytes(error.message);
  const own = text(error, 'code') ?? text(error, 'errorCode') ?? error.name;
  // An error of the server: oauth4webapi keeps it apart, SDK 2.x keeps the body, and else it is the message.
  const kept = readJson(text(error, 'body'));
  const said = 'value' in kept ? kept.value : error;
  const handedOn = text(said, 'error');
  const description = text(said, 'error_description');
  return {
    words: [
      (message === '' ? own : message).replace(/: …$/, handedOn === undefined ? ': …' : ''),
      ...(handedOn === undefined ? [] : [`: ${handedOn}`]),
      ...(description === undefined ? [] : [` (${description})`]),
    ].join(''),
    code: own,
    // What a server wrote names no place, whatever it says.
    at: isOAuthError(error) ? [STATUS, body('/error')] : placesIn(error.message),
  };
}

/** The `OAuthError` of either SDK: an error answer of the server. */
function isOAuthError(error: Error): boolean {
  return 'errorCode' in error || error.name === 'OAuthError';
}
