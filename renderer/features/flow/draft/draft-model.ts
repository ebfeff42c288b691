// A draft while it is being edited: the request taken apart into rows with a stable key, and put together again.

import type { HeaderLine, RequestContent } from '../../../../shared/trace/event.ts';
import { bodyKind } from '../details/body-kind.ts';
import { readPairs, readUrl, writePairs, writeUrl } from '../details/pairs.ts';

/** One row of a table. `key` stays with the row while it moves. */
export interface DraftRow {
  readonly key: number;
  readonly name: string;
  readonly value: string;
}

export interface DraftModel {
  readonly method: string;
  readonly base: string;
  readonly parameters: readonly DraftRow[];
  readonly fragment: string;
  readonly headers: readonly DraftRow[];
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'form'; readonly rows: readonly DraftRow[] }
    | { readonly kind: 'json' | 'text'; readonly text: string };
}

let lastKey = 0;

/** A fresh row. */
export function newRow(name = '', value = ''): DraftRow {
  lastKey += 1;
  return { key: lastKey, name, value };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Takes a request apart. */
export function openDraft(request: RequestContent): DraftModel {
  const { base, parameters, fragment } = readUrl(request.url);
  const { body } = request;
  const kind = body === undefined ? undefined : bodyKind(request.headers, body);
  return {
    method: request.method,
    base,
    parameters: parameters.map(({ name, value }) => newRow(name, value)),
    fragment,
    headers: request.headers.map(([name, value]) => newRow(name, value)),
    body:
      body === undefined || kind === undefined
        ? { kind: 'none' }
        : kind === 'form'
          ? { kind, rows: readPairs(body).map(({ name, value }) => newRow(name, value)) }
          : { kind, text: kind === 'json' ? pretty(body) : body },
  };
}

const sameRows = (a: readonly DraftRow[], b: readonly DraftRow[]): boolean =>
  a.length === b.length &&
  a.every((row, index) => row.name === b[index]?.name && row.value === b[index]?.value);

function bodyText(model: DraftModel, original: RequestContent): string | undefined {
  const before = openDraft(original).body;
  const { body } = model;
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'form':
      // An untouched form keeps its bytes: writing it anew could spell the same values otherwise.
      return before.kind === 'form' && sameRows(before.rows, body.rows) && original.body !== undefined
        ? original.body
        : writePairs(body.rows);
    default:
      return before.kind === body.kind && before.text === body.text ? original.body : body.text;
  }
}

/** Puts the request together. Parts that were not touched keep the bytes of `original`. */
export function closeDraft(model: DraftModel, original: RequestContent): RequestContent {
  const before = readUrl(original.url);
  const untouched =
    model.base === before.base &&
    model.fragment === before.fragment &&
    sameRows(
      model.parameters,
      before.parameters.map((pair) => ({ key: 0, ...pair })),
    );
  const body = bodyText(model, original);
  return {
    method: model.method,
    url: untouched ? original.url : writeUrl(model),
    headers: model.headers.map(({ name, value }): HeaderLine => [name, value]),
    ...(body === undefined ? {} : { body }),
  };
}

/** Why a draft cannot be sent as it is: which part, and the sentence for it is the screen's. */
export type DraftFault =
  | { readonly kind: 'method' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'header-name'; readonly name: string }
  | { readonly kind: 'header-value'; readonly name: string }
  | { readonly kind: 'json'; readonly message: string };

/** The first fault of a draft that no server would ever see, because the request could not be written. */
export function draftFault(request: RequestContent): DraftFault | undefined {
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(request.method)) return { kind: 'method' };
  if (!URL.canParse(request.url)) return { kind: 'url', url: request.url };
  const { protocol } = new URL(request.url);
  if (protocol !== 'http:' && protocol !== 'https:') return { kind: 'scheme', scheme: protocol };
  for (const [name, value] of request.headers) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return { kind: 'header-name', name };
    if (/[\r\n\0]/.test(value)) return { kind: 'header-value', name };
  }
  return undefined;
}

/** A body that says it is JSON and is not: worth a word, and still allowed, since one may want to try it. */
export function bodyWarning(model: DraftModel): string | undefined {
  if (model.body.kind !== 'json') return undefined;
  try {
    JSON.parse(model.body.text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
