import type { IncomingHttpHeaders } from 'node:http';
import type { LabFault, ShownBy } from '../types.ts';
import type { Defect } from './defects.ts';

/** What a request is for; the faults choose by it. `authorization` covers every step that may end in the client’s redirect URI. */
export type LabRoute =
  | 'mcp'
  | 'resource-metadata'
  | 'server-metadata'
  | 'registration'
  | 'authorization'
  | 'token'
  | 'introspection'
  | 'revocation'
  | 'other';

/** One exchange with the lab, as a fault sees it. */
export interface LabExchange {
  readonly route: LabRoute;
  readonly method: string;
  /** Origin of the server that was asked. */
  readonly origin: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Where the protected-resource document of this endpoint honestly is; absent when there is none. */
  readonly metadataUrl?: string;
  /** What has been read of the request body so far; all of it once the answer is being written. */
  readonly requestBody: () => string;
}

/** An answer as a whole. Header names are in lower case. */
export interface LabAnswer {
  status: number;
  headers: Record<string, string | readonly string[]>;
  body: string;
}

/** What a fault changes inside a server, where changing the answer would not be enough. */
export interface FaultPolicy {
  /** Written into each token as its audience. */
  readonly audience?: string;
  /** Written into each signed token as its issuer. */
  readonly issuer?: string;
  /** Seconds by which the clock that dates signed tokens is wrong. */
  readonly clockOffset?: number;
  readonly keepsRefreshTokens?: true;
  /** A token that cannot be validated counts as one of alice's. */
  readonly acceptsAnyToken?: true;
  /** How the servers of the older era name their sessions. */
  readonly sessionIds?: 'counted' | 'spaced';
  /** Checks left out and things said that should not be. Those of all faults that are on add up. */
  readonly defects?: readonly Defect[];
}

/** Spoils an honest answer, in place. */
export type AnswerRewrite = (exchange: LabExchange, answer: LabAnswer) => void;

/** One deliberate defect: what is said about it, and what it does to the exchanges of its routes. */
export interface Fault extends Omit<LabFault, 'shownBy'> {
  /** `flow` unless told. */
  readonly shownBy?: ShownBy;
  readonly routes?: readonly LabRoute[];
  /** Answers in place of the server. Undefined leaves the request to it. */
  readonly intercept?: (exchange: LabExchange) => LabAnswer | undefined;
  readonly rewrite?: AnswerRewrite;
  readonly policy?: FaultPolicy;
}

/** The link-local address at which clouds hand a machine its credentials: what a request is to be smuggled to. */
export const METADATA_SERVICE = '169.254.169.254';

/** A fault as it is listed to a person. */
export function describeFault(fault: Fault): LabFault {
  const { id, title, description, stage, trips, refuses, shownBy = 'flow' } = fault;
  return { id, title, description, stage, trips, refuses, shownBy };
}

/** A JSON answer. */
export function jsonAnswer(status: number, body: unknown, headers: LabAnswer['headers'] = {}): LabAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** A page of a single-page application that answers every address with itself. */
export function htmlAnswer(status: number): LabAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html lang="en"><title>Shop</title><div id="app"></div></html>',
  };
}

/** Puts one answer in the place of another. */
export function replaceAnswer(answer: LabAnswer, replacement: LabAnswer): void {
  answer.status = replacement.status;
  answer.headers = replacement.headers;
  answer.body = replacement.body;
}

/** Changes the JSON object of a successful answer; an answer that is neither is left alone. */
export function editJson(answer: LabAnswer, edit: (document: Record<string, unknown>) => void): void {
  if (answer.status < 200 || answer.status > 299) return;
  let document: unknown;
  try {
    document = JSON.parse(answer.body);
  } catch {
    return;
  }
  if (typeof document !== 'object' || document === null) return;
  edit(document as Record<string, unknown>);
  answer.body = JSON.stringify(document);
}

/** Changes the parameters of the redirect that goes back to the client; redirects inside the lab are left alone. */
export function editCallback(
  exchange: LabExchange,
  answer: LabAnswer,
  edit: (parameters: URLSearchParams) => void,
): void {
  const { location } = answer.headers;
  const target = typeof location === 'string' ? URL.parse(location) : null;
  if (!target || target.origin === exchange.origin) return;
  if (!target.searchParams.has('code') && !target.searchParams.has('error')) return;
  edit(target.searchParams);
  answer.headers.location = target.href;
}

/** The grant type of a token request. */
export function grantTypeOf(exchange: LabExchange): string | null {
  return new URLSearchParams(exchange.requestBody()).get('grant_type');
}
