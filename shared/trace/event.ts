// The trace: what the engine appends and everything else is folded from.
// May import nothing but types of shared/; knows neither hosts nor screens.

import type { IdentityDefinition, IdentityState } from '../identity/identity.ts';
import type {
  CellOutcome,
  CellPurpose,
  MatrixPlan,
  MatrixRow,
  RowId,
  RunSettings,
} from '../matrix/matrix.ts';
import type { Revision } from '../protocol/revision.ts';

/** Position of an event in its trace, from 1. Ids are dense: the nth event of a file has id n. */
export type EventId = number;

/** Name of a caller. The first flow is the identity `default`. */
export type IdentityName = string;

/** The identity of the first flow. */
export const DEFAULT_IDENTITY: IdentityName = 'default';

/** The stages of the flow, in order; the last four run on demand from a live session. */
export const STAGES = [
  'challenge',
  'resource-metadata',
  'server-metadata',
  'registration',
  'authorization-request',
  'authorization-response',
  'token',
  'mcp',
  'refresh',
  'step-up',
  'introspection',
  'revocation',
] as const;
export type StageId = (typeof STAGES)[number];

/** One raw header line as [name, value], in wire order, duplicates kept, case kept. */
export type HeaderLine = readonly [name: string, value: string];

/** Who a request is addressed to: a lane of the sequence diagram. */
export type Lane = 'browser' | 'keyhole' | 'mcp-server' | 'authorization-server';

/** A stored body: content-addressed, kept apart from the events. */
export interface BodyRef {
  /** SHA-256 of the bytes kept, in hex. */
  readonly hash: string;
  /** Bytes kept. */
  readonly length: number;
  /** Bytes seen on the wire (after content decoding); larger than `length` when the body was cut. */
  readonly total: number;
  readonly cut: boolean;
}

/** A request as it will be, or was, sent. The body is text: every request of the flow is JSON or a form. */
export interface RequestContent {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: string;
}

/**
 * A place inside a draft or an exchange.
 * `request` and `response` name the half; the rest points into it.
 */
export type Pointer =
  | { readonly in: 'request-line' }
  | { readonly in: 'request-url'; readonly parameter?: string }
  | { readonly in: 'request-header'; readonly name: string; readonly index?: number }
  | { readonly in: 'request-body'; readonly path: string }
  | { readonly in: 'status' }
  /** `index` counts header lines from 0; `span` is [start, end) inside the value. */
  | {
      readonly in: 'response-header';
      readonly name: string;
      readonly index?: number;
      readonly span?: readonly [number, number];
    }
  /** `path` is a JSON pointer (RFC 6901) into the response body; '' is the whole. */
  | {
      readonly in: 'response-body';
      readonly path: string;
      readonly span?: readonly [number, number];
      /** Index of the event of the stream whose data the path points into, from 0. */
      readonly sse?: number;
    }
  | { readonly in: 'callback-url'; readonly parameter?: string }
  | { readonly in: 'tls' };

/** Evidence: an event (exchange, callback, draft) and the place in it. */
export interface Evidence {
  readonly event: EventId;
  readonly at: Pointer;
}

/** Where a value came from. */
export type Provenance =
  | ({ readonly kind: 'seen' } & Evidence)
  /** Made by Keyhole: random bytes, a hash, a clock. `from` names the values it was computed from. */
  | { readonly kind: 'made'; readonly how: string; readonly from?: readonly ValueName[] }
  /** Given by the person: settings, an answer, an edit. */
  | { readonly kind: 'given'; readonly how: string };

/** The names of what a flow can learn. A later value of the same name replaces the earlier in the fold. */
export type ValueName =
  | 'resource_metadata'
  | 'challenge_scope'
  | 'challenge_error'
  | 'challenge_error_description'
  | 'protected_resource'
  | 'resource'
  | 'authorization_servers'
  | 'resource_scopes_supported'
  | 'issuer'
  | 'metadata_issuer'
  | 'authorization_server_metadata'
  | 'authorization_endpoint'
  | 'token_endpoint'
  | 'registration_endpoint'
  | 'revocation_endpoint'
  | 'introspection_endpoint'
  | 'registration_method'
  | 'client_id'
  | 'client_secret'
  | 'client_issuer'
  | 'client_information'
  | 'token_endpoint_auth_method'
  | 'redirect_uri'
  | 'code_verifier'
  | 'code_challenge'
  | 'state'
  | 'scope_requested'
  | 'authorization_url'
  | 'callback_url'
  | 'code'
  | 'access_token'
  | 'refresh_token'
  | 'id_token'
  | 'token_type'
  | 'expires_at'
  | 'scope_granted'
  | 'introspection'
  | 'revision'
  | 'session_id'
  | 'server_info'
  | 'tools'
  | 'resources'
  | 'resource_templates'
  | 'prompts'
  | 'result';

/** Part of a draft and the values it was made of, for "where does this come from". */
export interface DraftPart {
  readonly at: Pointer;
  /** Values the part was copied or computed from. */
  readonly from: readonly ValueName[];
  /** Message key for parts that come from the specification or the profile, e.g. `part.pkce-method`. */
  readonly note?: string;
}

/**
 * Exact step inside a stage. Several steps may share a stage (two well-known locations, three metadata documents).
 * Rules and explanations are keyed by it.
 */
export type StepId =
  | 'mcp-probe'
  | 'mcp-initialize'
  | 'mcp-initialized'
  | 'prm-from-challenge'
  | 'prm-path'
  | 'prm-root'
  | 'as-oauth-path'
  | 'as-openid-path-inserted'
  | 'as-openid-path-appended'
  | 'as-oauth-root'
  | 'as-openid-root'
  | 'register'
  | 'authorize'
  | 'authorize-hop'
  | 'token-code'
  | 'token-client-credentials'
  | 'token-refresh'
  | 'introspect'
  | 'revoke'
  | 'mcp-discover'
  | 'mcp-list-tools'
  | 'mcp-list-resources'
  | 'mcp-list-resource-templates'
  | 'mcp-list-prompts'
  | 'mcp-call-tool'
  | 'mcp-read-resource'
  | 'mcp-get-prompt'
  | 'mcp-end-session';

/** Why a transport gave no usable response. `message` is one sentence: what happened and what to try. */
export interface Failure {
  readonly code:
    | 'dns'
    | 'refused'
    | 'reset'
    | 'timeout'
    | 'tls'
    | 'too-large-headers'
    | 'aborted'
    | 'unsafe-url'
    | 'protocol'
    | 'other';
  readonly message: string;
  /** The platform's own code and words (`ECONNREFUSED`, …), for the copyable details. */
  readonly cause?: string;
}

/** Phases of one exchange in milliseconds since its start; absent when the phase did not happen (reused socket). */
export interface Timing {
  /** Epoch milliseconds at which the request was handed to the socket pool. */
  readonly startedAt: number;
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  readonly sent?: number;
  readonly firstByte?: number;
  readonly total: number;
  readonly reusedConnection: boolean;
}

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly fingerprint256: string;
  readonly subjectAltName?: string;
}

export interface TlsInfo {
  readonly protocol: string;
  readonly cipher: string;
  readonly authorized: boolean;
  readonly authorizationError?: string;
  /** Leaf first. */
  readonly chain: readonly CertificateSummary[];
}

export interface SseEvent {
  /** Milliseconds since the exchange started. */
  readonly at: number;
  readonly event?: string;
  readonly id?: string;
  readonly data: string;
}

export interface ResponseContent {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderLine[];
  readonly body?: BodyRef;
  /** Present when the response was `text/event-stream`. */
  readonly events?: readonly SseEvent[];
}

interface EventBase {
  readonly id: EventId;
  /** The event this one follows; 0 for a first event. The path to the root is the history of a head. */
  readonly parent: EventId;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly identity: IdentityName;
}

/** Shape of every event of a trace. New kinds may be added; a reader keeps kinds that it does not know. */
export type TraceEvent = EventBase & TraceEventBody;

export type TraceEventBody =
  /** An identity is named, changed, or (`null`) taken away. `settings` is how its flow runs, without secrets. */
  | {
      readonly kind: 'identity';
      readonly definition: IdentityDefinition | null;
      readonly settings?: FlowSettings;
    }
  /** A flow begins. `settings` is the profile without its secrets. */
  | { readonly kind: 'flow-started'; readonly target: string; readonly settings: FlowSettings }
  | { readonly kind: 'stage-entered'; readonly stage: StageId; readonly why?: string }
  | {
      readonly kind: 'draft';
      readonly stage: StageId;
      readonly step: StepId;
      readonly to: Lane;
      /** `browser` when a person's browser will make the request, not Keyhole. */
      readonly by: 'keyhole' | 'browser';
      readonly request: RequestContent;
      readonly parts: readonly DraftPart[];
    }
  | { readonly kind: 'draft-edited'; readonly draft: EventId; readonly request: RequestContent }
  | {
      readonly kind: 'exchange';
      readonly stage: StageId;
      readonly step: StepId;
      readonly draft: EventId;
      readonly from: 'keyhole' | 'browser';
      readonly to: Lane;
      readonly request: RequestContent;
      /** Request headers as they went over the wire, Host and Content-Length included, when known. */
      readonly wireHeaders?: readonly HeaderLine[];
      readonly response?: ResponseContent;
      readonly failure?: Failure;
      readonly timing: Timing;
      readonly tls?: TlsInfo;
      readonly remoteAddress?: string;
      /** Host and port of the proxy it went through; the address of the server is then not known here. */
      readonly proxy?: string;
      /** The exchange whose redirect led here. */
      readonly redirectOf?: EventId;
      readonly edited?: boolean;
    }
  /** The authorization URL was handed to a browser, to a profile kept for the identity, to the person, or is being followed by Keyhole itself. */
  | {
      readonly kind: 'browser-opened';
      readonly draft: EventId;
      readonly how: 'system' | 'profile' | 'printed' | 'followed';
      readonly url: string;
    }
  | {
      readonly kind: 'callback';
      readonly draft: EventId;
      readonly how: 'listener' | 'pasted' | 'followed';
      readonly url: string;
    }
  | {
      readonly kind: 'value';
      readonly name: ValueName;
      readonly value: unknown;
      readonly secret: boolean;
      readonly from: Provenance;
    }
  | ({ readonly kind: 'finding' } & Finding)
  | { readonly kind: 'override'; readonly ruleId: string; readonly finding: EventId }
  /** The flow cannot go on without the person. */
  | { readonly kind: 'waiting'; readonly stage: StageId; readonly question: Question }
  /** The person's answer, for questions whose answer is not a callback. */
  | { readonly kind: 'answered'; readonly question: Question['kind']; readonly how: string }
  /** A rule forbids going on. */
  | {
      readonly kind: 'refused';
      readonly stage: StageId;
      readonly ruleId: string;
      readonly finding: EventId;
      /** No override can help: there is nothing, or nothing safe, to go on with. */
      readonly final?: boolean;
    }
  /** Transport failed, or there is nothing left to try. */
  | {
      readonly kind: 'failed';
      readonly stage: StageId;
      readonly message: string;
      readonly exchange?: EventId;
    }
  | { readonly kind: 'completed' }
  /** An on-demand action from a live session begins. */
  | { readonly kind: 'action'; readonly action: SessionAction }
  | { readonly kind: 'signed-out' }
  /** What a run of the matrix asks, of whom, and what should come of it. */
  | { readonly kind: 'matrix'; readonly plan: MatrixPlan }
  /** The plan changes: rows replaced or added by id, the rest replaced where given. */
  | {
      readonly kind: 'matrix-edited';
      readonly rows?: readonly MatrixRow[];
      /** All rows in their order, where some were added or removed. */
      readonly order?: readonly RowId[];
      readonly columns?: readonly IdentityState[];
      readonly said?: MatrixPlan['said'];
      readonly run?: RunSettings;
    }
  /** What came of one cell; the identity of the event is its column. */
  | {
      readonly kind: 'cell';
      readonly row: RowId;
      readonly purpose: CellPurpose;
      readonly outcome: CellOutcome;
      readonly exchange?: EventId;
    }
  /** The cells are judged anew: findings before this no longer count. */
  | { readonly kind: 'judged' }
  /** The head moves to `parent`: a step back, or a jump to another branch. */
  | { readonly kind: 'moved' };

/** Something only the person can answer. */
export type Question =
  | { readonly kind: 'choose-authorization-server'; readonly issuers: readonly string[] }
  | { readonly kind: 'client-information'; readonly why: string }
  | { readonly kind: 'sign-in'; readonly url: string; readonly redirectUri: string };

/** What a person may ask of a live session. */
export type SessionAction =
  | { readonly kind: 'list-tools' }
  | { readonly kind: 'list-resources' }
  | { readonly kind: 'list-prompts' }
  | {
      readonly kind: 'call-tool';
      readonly name: string;
      readonly arguments: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'read-resource'; readonly uri: string }
  | {
      readonly kind: 'get-prompt';
      readonly name: string;
      readonly arguments: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'introspect'; readonly token: 'access_token' | 'refresh_token' }
  | { readonly kind: 'revoke'; readonly token: 'access_token' | 'refresh_token' }
  | { readonly kind: 'step-up'; readonly scope: string }
  | { readonly kind: 'sign-out' };

export type Verdict = 'pass' | 'fail' | 'not-applicable' | 'cannot-tell';
export type Severity = 'error' | 'warning' | 'info';

/** A rule's verdict on the bytes. `message`, `expected` and `actual` are finished English sentences or values. */
export interface Finding {
  readonly ruleId: string;
  readonly verdict: Verdict;
  /** Weight of a `fail`; `info` for every other verdict. */
  readonly severity: Severity;
  readonly stage: StageId;
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly fix?: string;
  readonly evidence: readonly Evidence[];
}

export type RegistrationMethod = 'auto' | 'preregistered' | 'cimd' | 'dcr';
export type ClientAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
/** How the flow comes to a token: `token` takes one that a person gave, `none` goes without and stops where one is asked for. */
export type GrantKind = 'authorization_code' | 'client_credentials' | 'token' | 'none';

/** How the client behaves, without secrets: safe to save and show. Secrets travel beside it (see contract `Secrets`). */
export interface FlowSettings {
  readonly revision: Revision | 'auto';
  readonly registration: RegistrationMethod;
  readonly grant: GrantKind;
  readonly clientId?: string;
  readonly clientAuth?: ClientAuthMethod;
  readonly clientMetadataUrl?: string;
  /** Issuer that the pre-registered client belongs to, when known. */
  readonly clientIssuer?: string;
  /** Scope forced by the person; absent means the revision's strategy. */
  readonly scope?: string;
  readonly authorizationServer?: string;
  /** Resource indicator forced by the person, to ask for a token that is meant for another server (RFC 8707). */
  readonly resource?: string;
  /** Signs in although the server answers without a token, too: some of its tools may need one. */
  readonly authorize?: 'always';
  /** Asks the authorization server not to take over the browser's session (OpenID Connect Core §3.1.2.1). */
  readonly prompt?: 'login' | 'select_account';
  readonly redirectPort?: number;
  readonly redirectPath?: string;
  /** Extra authorization-request parameters, e.g. `login_hint`. */
  readonly extraAuthorizationParameters?: Readonly<Record<string, string>>;
  /** Headers added to every MCP request. */
  readonly extraHeaders?: readonly HeaderLine[];
  /** Rules the person overrides in advance. */
  readonly overrides?: readonly string[];
  /** How the authorization URL is answered. */
  readonly login: 'browser' | 'profile' | 'auto' | 'print';
  /** Milliseconds without progress before an exchange is given up. */
  readonly timeout: number;
  /** Bytes of a body kept. */
  readonly bodyLimit: number;
}
