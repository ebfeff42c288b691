// The matrix: what every caller may do, crossed with what every caller is given. Types of a run and nothing else.
// May import types of shared/trace and shared/identity; knows neither the engine nor a screen.

import type { AccessLevel, IdentityState } from '../identity/identity.ts';
import type { IdentityName } from '../trace/event.ts';

/** What a row asks: one of the lists of a server, or something that stands in one. */
export const ROW_KINDS = ['list', 'tool', 'resource', 'prompt'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** Readable and stable from run to run, e.g. `tool:get_order#alice-1001`. */
export type RowId = string;

/** What a call may do to the server (MCP, Tools, ToolAnnotations): an unannotated tool may destroy. */
export const EFFECTS = ['reads', 'adds', 'may-destroy'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Who says it: the policy, the server in its own words or annotations, or nobody. What was only guessed accuses nobody.
 */
export type SaidBy = 'policy' | 'server' | 'guess';

/** In place of an owner: each caller asks for what is their own, so that nobody asks for another's. */
export const CALLERS_OWN = 'caller';

/** A tool with one set of arguments, a resource, a prompt, or a list. */
export interface MatrixRow {
  readonly id: RowId;
  readonly kind: RowKind;
  /** Name of the tool or prompt, URI of the resource, method of the list. */
  readonly name: string;
  readonly title?: string;
  /** Absent when nothing is known to call it with: such a row cannot be run. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Name of the argument set, when it comes from one. */
  readonly set?: string;
  /** Whom the object belongs to that the arguments name; `CALLERS_OWN` when they name none. */
  readonly owner?: IdentityName;
  /** Where the arguments come from, as a sentence. */
  readonly argumentsWhy: string;
  readonly argumentsBy: SaidBy;
  /** Who may call it; absent for lists that no policy speaks of. */
  readonly level?: AccessLevel;
  readonly levelBy: SaidBy;
  /** One sentence: why this level. */
  readonly levelWhy: string;
  /** Scopes that a token needs for it, as the policy says. */
  readonly scope?: readonly string[];
  readonly effect: Effect;
  readonly effectWhy: string;
  /** A person said that a run over all rows may call it although it changes something. */
  readonly ticked: boolean;
}

/** What should come of a cell. */
export type Expect = 'allow' | 'deny' | 'unknown';

/** An expectation that was said for one cell, or for one identity at a tool. */
export interface SaidExpectation {
  readonly expect: Expect;
  readonly why?: string;
}

/** How a run behaves towards the server. */
export interface RunSettings {
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Requests begun in a second at most; 0 for no limit. */
  readonly rate: number;
  /** Ask for an object that does not exist, too, to see whether a refusal tells which ones do. */
  readonly existence: boolean;
}

/** How a run behaves unless told: gentle to a server that belongs to somebody. */
export const DEFAULT_RUN: RunSettings = { concurrency: 4, rate: 0, existence: true };

/** Bounds of `RunSettings`. */
export const MOST_AT_ONCE = 32;

/** Everything a run needs to know and everything a grid shows before anything was sent. */
export interface MatrixPlan {
  readonly target: string;
  readonly revision: string;
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly IdentityState[];
  /** By row, then by identity. */
  readonly said: Readonly<Record<RowId, Readonly<Record<IdentityName, SaidExpectation>>>>;
  readonly run: RunSettings;
}

/** How a server said no. */
export const DENIALS = [
  /** 400 with a challenge: the credentials cannot be read (RFC 6750 §3.1, `invalid_request`). */
  'http-400',
  /** 401: no token, or none that it takes. */
  'http-401',
  'http-403',
  /** 403 with `insufficient_scope`: more scope may help (MCP, Scope Challenge Handling). */
  'insufficient-scope',
  /** A JSON-RPC error whose code or words refuse. */
  'rpc-error',
  /** A result with `isError` whose words refuse. */
  'is-error',
  /** The server denies to know what it lists to others. */
  'not-listed',
] as const;
export type Denial = (typeof DENIALS)[number];

/** Why a cell was not asked. */
export type NotRun =
  /** It changes something, and nobody agreed to that for this run. */
  | 'needs-consent'
  | 'needs-arguments'
  /** The caller has no token, or not any more. */
  | 'not-ready'
  /** The caller cannot be simulated here, e.g. a changed signature of a token that has none. */
  | 'not-possible'
  | 'cancelled'
  /** The server cannot be reached any more: asking on would only wait. */
  | 'unreachable';

/** What came of one cell. `said` is what the server, or Keyhole, says of it in a few words. */
export type CellOutcome =
  | {
      readonly kind: 'allowed';
      /** Of a list: the names in it. */
      readonly listed?: readonly string[];
      /** The server asks back before it answers (MCP 2026-07-28, `input_required`): the call was let in. */
      readonly asksInput?: true;
      readonly cacheScope?: string;
    }
  | {
      readonly kind: 'denied';
      readonly how: Denial;
      readonly said: string;
      /** Scope that the challenge asks for. */
      readonly scope?: string;
    }
  /** The object is said not to exist (in words, or by 404): a polite refusal if it exists for others. */
  | { readonly kind: 'not-found'; readonly said: string; readonly status?: number }
  /** The arguments were not accepted: says nothing about permission. */
  | { readonly kind: 'input-error'; readonly said: string }
  /** A result with `isError` or a JSON-RPC error that neither refuses nor blames the arguments. */
  | { readonly kind: 'tool-error'; readonly said: string }
  | { readonly kind: 'server-error'; readonly said: string; readonly status?: number }
  /** Asked to slow down (429) more often than we wait. */
  | { readonly kind: 'throttled'; readonly said: string }
  | { readonly kind: 'timeout'; readonly said: string }
  /** No usable answer: the transport failed, or what came was no MCP. */
  | { readonly kind: 'failed'; readonly said: string }
  | { readonly kind: 'not-run'; readonly why: NotRun; readonly said: string };

/** Why an exchange of a run was made. */
export const CELL_PURPOSES = [
  /** The cell itself. */
  'run',
  /** The cell once more, with nothing else under way: to be sure before accusing. */
  'alone',
  /** The same call about an object that does not exist. */
  'missing',
] as const;
export type CellPurpose = (typeof CELL_PURPOSES)[number];

/** What an outcome means against the expectation. */
export const CELL_VERDICTS = ['match', 'over-permissive', 'over-restrictive', 'unknown'] as const;
export type CellVerdict = (typeof CELL_VERDICTS)[number];

/** The id of a row. */
export function rowId(kind: RowKind, name: string, set?: string): RowId {
  return `${kind}:${name}${set === undefined ? '' : `#${set}`}`;
}

/** A row as a person reads it: `get_order(orderId: "1001")`. */
export function rowLabel(row: Pick<MatrixRow, 'kind' | 'name' | 'arguments'>): string {
  if (row.kind !== 'tool' && row.kind !== 'prompt') return row.name;
  const given = Object.entries(row.arguments ?? {}).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  return `${row.name}(${given.join(', ')})`;
}
