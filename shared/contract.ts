// Every method and event between the user interface and the engine. Hosts carry it; neither side knows how.
// Input shapes are zod schemas, checked where a message enters the engine. Output shapes are types: they are ours.

import { z } from 'zod';
import type { ProbeResult } from './metadata/probe-verdict.ts';
import { REVISIONS } from './protocol/revision.ts';
import type { Diagnosis } from './diagnosis/diagnosis.ts';
import type { SecondOpinions } from './second-opinion/opinion.ts';
import type { TokenComparison } from './token/compare-tokens.ts';
import type { TokenReport } from './token/report.ts';
import type { Revision } from './protocol/revision.ts';
import type { BodyRef, TraceEvent } from './trace/event.ts';

const headerLine = z.tuple([z.string(), z.string()]);

/** How the client behaves, as the user interface and the command line send it. Mirrors `FlowSettings`. */
export const flowSettings = z.object({
  revision: z.enum(['auto', ...REVISIONS]).default('auto'),
  registration: z.enum(['auto', 'preregistered', 'cimd', 'dcr']).default('auto'),
  grant: z.enum(['authorization_code', 'client_credentials']).default('authorization_code'),
  clientId: z.string().min(1).optional(),
  clientAuth: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']).optional(),
  clientMetadataUrl: z.string().optional(),
  clientIssuer: z.string().optional(),
  scope: z.string().optional(),
  authorizationServer: z.string().optional(),
  redirectPort: z.number().int().min(0).max(65535).optional(),
  redirectPath: z.string().startsWith('/').optional(),
  extraAuthorizationParameters: z.record(z.string(), z.string()).optional(),
  extraHeaders: z.array(headerLine).optional(),
  overrides: z.array(z.string()).optional(),
  login: z.enum(['browser', 'auto', 'print']).default('browser'),
  timeout: z.number().int().min(100).max(600_000).default(30_000),
  bodyLimit: z
    .number()
    .int()
    .min(1024)
    .max(256 * 1024 * 1024)
    .default(5 * 1024 * 1024),
});

/** Secrets of a flow. They enter the engine once and never leave it again, unless revealed one by one. */
export const flowSecrets = z.object({
  clientSecret: z.string().optional(),
  /** Private key for `private_key_jwt`: PKCS#8 PEM or a JWK as JSON. */
  privateKey: z.string().optional(),
  signingAlgorithm: z.string().optional(),
});
export type FlowSecrets = z.infer<typeof flowSecrets>;

const requestContent = z.object({
  method: z.string().min(1),
  url: z.string(),
  headers: z.array(headerLine),
  body: z.string().optional(),
});

const sessionAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list-tools') }),
  z.object({ kind: z.literal('list-resources') }),
  z.object({ kind: z.literal('list-prompts') }),
  z.object({
    kind: z.literal('call-tool'),
    name: z.string(),
    arguments: z.record(z.string(), z.unknown()),
  }),
  z.object({ kind: z.literal('read-resource'), uri: z.string() }),
  z.object({
    kind: z.literal('get-prompt'),
    name: z.string(),
    arguments: z.record(z.string(), z.string()),
  }),
  z.object({ kind: z.literal('refresh') }),
  z.object({ kind: z.literal('introspect'), token: z.enum(['access_token', 'refresh_token']) }),
  z.object({ kind: z.literal('revoke'), token: z.enum(['access_token', 'refresh_token']) }),
  z.object({ kind: z.literal('step-up'), scope: z.string() }),
  z.object({ kind: z.literal('sign-out') }),
]);

const session = z.string().min(1);
const eventId = z.number().int().min(0);

/** A token of the session by its mask label, or one that a person pasted. */
const tokenName = z.union([
  z.strictObject({ label: z.string().min(1) }),
  z.strictObject({ text: z.string() }),
]);
export type TokenName = z.infer<typeof tokenName>;

/** Input schema of every method. */
export const methods = {
  /** What the host can do, and what it runs on. */
  'app.info': z.object({}),
  /** Opens a session on a target and prepares the first draft. Nothing is sent yet. */
  'session.open': z.object({ target: z.string(), settings: flowSettings, secrets: flowSecrets.optional() }),
  /** Sessions of this run and saved ones, newest first. */
  'session.list': z.object({}),
  /** All (masked) events after `after`, and a subscription to what follows on the `events` topic. */
  'session.events': z.object({ session, after: eventId.default(0) }),
  'session.close': z.object({ session }),
  /** Deletes a saved session. */
  'session.delete': z.object({ session }),
  /** Sends the pending draft, then goes on as far as asked. Resolves when the flow rests again. */
  'session.step': z.object({
    session,
    until: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('step') }),
      z.object({ kind: z.literal('stage') }),
      z.object({ kind: z.literal('end') }),
      /** Run until a draft of this stage is pending. */
      z.object({ kind: z.literal('here'), stage: z.string() }),
    ]),
  }),
  /** Aborts what is under way. */
  'session.cancel': z.object({ session }),
  /** Replaces the pending draft's request. */
  'session.edit': z.object({ session, request: requestContent }),
  /** Throws the edit away. */
  'session.reset-draft': z.object({ session }),
  /** One resting point back on the path. */
  'session.back': z.object({ session }),
  /** Moves the head to any event. The engine rests at the nearest resting point at or before it. */
  'session.move': z.object({ session, to: eventId }),
  /** Does the current (or the named) stage again on a new branch. */
  'session.retry-stage': z.object({ session, stage: z.string().optional() }),
  /** Starts the flow again on a new branch, with other settings when given. */
  'session.restart': z.object({
    session,
    settings: flowSettings.optional(),
    secrets: flowSecrets.optional(),
  }),
  /** Goes on past a refusal, or accepts a rule in advance. */
  'session.override': z.object({ session, ruleId: z.string() }),
  'session.breakpoints': z.object({
    session,
    stages: z.array(z.string()),
    severity: z.enum(['error', 'warning']).nullable(),
  }),
  /** Answers a `waiting` question. */
  'session.answer': z.object({
    session,
    answer: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('authorization-server'), issuer: z.string() }),
      z.object({
        kind: z.literal('client-information'),
        clientId: z.string().min(1),
        clientAuth: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']),
        secrets: flowSecrets.optional(),
      }),
      /** The URL the browser ended on, pasted by the person. */
      z.object({ kind: z.literal('callback-url'), url: z.string() }),
    ]),
  }),
  /** Opens the pending authorization URL in the system browser again. */
  'session.open-browser': z.object({ session }),
  /** Prepares an on-demand action; with `send`, sends it at once. */
  'session.act': z.object({ session, action: sessionAction, send: z.boolean().default(true) }),
  /** A body by hash, masked unless revealed; text when it decodes as UTF-8. */
  'body.read': z.object({ session, hash: z.string(), reveal: z.boolean().default(false) }),
  /** The plain text behind one mask label, e.g. `access token A`. */
  'secret.reveal': z.object({ session, label: z.string() }),
  /**
   * What can be said of one token: of the session by its label, so that it never leaves the engine, or pasted.
   * Without a session, `targetUrl` is the MCP server to hold it against. Only `fetchKeys` sends anything.
   */
  'token.inspect': z.object({
    session: session.optional(),
    token: tokenName,
    /** JWK, JWK Set or PEM, as pasted. */
    keys: z.string().optional(),
    targetUrl: z.string().optional(),
    fetchKeys: z.boolean().default(false),
  }),
  /** Two tokens claim by claim. */
  'token.compare': z.object({ session: session.optional(), a: tokenName, b: tokenName }),
  /** Why an MCP call was refused with 401 or 403: the named exchange, or the last one. */
  'token.diagnose': z.object({ session, exchange: eventId.optional() }),
  /**
   * What three other clients make of the bytes of one exchange or callback, named by its event. Sends nothing: the
   * recorded bytes are handed to their functions.
   */
  'opinion.of': z.object({ session, exchange: eventId }),
  /** The file format, masked: what a person may share. */
  'trace.export': z.object({ session }),
  /** Opens a saved trace for viewing. `text` is the file's content, `name` its name for messages. */
  'trace.import': z.object({ name: z.string(), text: z.string() }),
  /** The client-ID metadata document a person would host at `url`. */
  'client-metadata.make': z.object({
    url: z.string(),
    redirectUris: z.array(z.string()).optional(),
    jwks: z.unknown().optional(),
  }),
  /**
   * Asks every well-known location for a document. Only ever because a person said so: a client asks them in order and
   * stops at the first. Resolves when all have answered; results come as `probe` notices before.
   */
  'metadata.probe': z
    .object({
      /** Chosen by the caller, for cancelling and for the notices. */
      probe: z.string().min(1).max(100),
      session: session.optional(),
      /** Needed without a session. */
      target: z.string().optional(),
      revision: z.enum(['auto', ...REVISIONS]).default('auto'),
    })
    .refine((input) => input.session !== undefined || input.target !== undefined, {
      message: 'name a session or a target',
    }),
  /** Ends a probe; what has answered until then is its result. */
  'metadata.cancel-probe': z.object({ probe: z.string() }),
  'lab.start': z.object({}),
  'lab.state': z.object({}),
  'lab.stop': z.object({}),
  'lab.fault': z.object({ id: z.string(), on: z.boolean() }),
} as const;

export type MethodName = keyof typeof methods;
/** What a caller may send: defaults may be left out. */
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]>;
/** What the engine receives: defaults filled in. */
export type MethodParsed<M extends MethodName> = z.output<(typeof methods)[M]>;

export interface Capabilities {
  readonly host: 'electron' | 'browser' | 'terminal';
  readonly encryptedSecrets: boolean;
  readonly nativeDialogs: boolean;
  readonly deepLinks: boolean;
}

export interface AppInfo {
  readonly version: string;
  readonly node: string;
  readonly capabilities: Capabilities;
  /** One line on what is missing here, e.g. why the browser is used instead of the window. */
  readonly notice?: string;
}

/** `busy` is set while an exchange or a sign-in is under way. `live` sessions can go on; others can only be read. */
export interface SessionSummary {
  readonly session: string;
  readonly target: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly live: boolean;
  readonly busy: boolean;
  readonly outcome: 'open' | 'completed' | 'refused' | 'failed';
  readonly revision: string;
  readonly events: number;
}

export interface LabVariantInfo {
  readonly id: string;
  /** Empty while the lab does not run. */
  readonly url: string;
  readonly title: string;
  readonly description: string;
  readonly revisions: readonly string[];
}

export interface LabFaultInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly stage: string;
  readonly trips: readonly string[];
  readonly refuses: boolean;
  /** The part of Keyhole that meets it. */
  readonly shownBy: 'flow' | 'matrix' | 'privacy';
  readonly on: boolean;
}

export interface LabInfo {
  readonly running: boolean;
  readonly issuer?: string;
  readonly variants: readonly LabVariantInfo[];
  readonly identities: readonly { readonly id: string; readonly name: string; readonly role: string }[];
  readonly faults: readonly LabFaultInfo[];
  readonly clientMetadataUrl?: string;
}

export interface BodyText {
  readonly ref: BodyRef;
  /** Absent when the bytes are not UTF-8 text. */
  readonly text?: string;
  readonly base64?: string;
}

/** What a probe found. */
export interface ProbeReport {
  readonly target: string;
  /** The revision whose client is meant where a result says what would be used. */
  readonly revision: Revision;
  readonly results: readonly ProbeResult[];
  readonly cancelled: boolean;
  /** Issuers beyond the bound, which were not asked. */
  readonly omitted: readonly string[];
}

/** Result of every method. */
export interface MethodOutput {
  'app.info': AppInfo;
  'session.open': { readonly session: string };
  'session.list': { readonly sessions: readonly SessionSummary[] };
  'session.events': { readonly events: readonly TraceEvent[]; readonly summary: SessionSummary };
  'session.close': Done;
  'session.delete': Done;
  'session.step': Done;
  'session.cancel': Done;
  'session.edit': Done;
  'session.reset-draft': Done;
  'session.back': Done;
  'session.move': Done;
  'session.retry-stage': Done;
  'session.restart': Done;
  'session.override': Done;
  'session.breakpoints': Done;
  'session.answer': Done;
  'session.open-browser': Done;
  'session.act': Done;
  'body.read': BodyText;
  'secret.reveal': { readonly text: string };
  'token.inspect': TokenReport;
  'token.compare': TokenComparison;
  'token.diagnose': { readonly diagnosis: Diagnosis | null };
  'opinion.of': SecondOpinions;
  'trace.export': { readonly name: string; readonly text: string };
  'trace.import': { readonly session: string };
  'client-metadata.make': { readonly text: string };
  'metadata.probe': ProbeReport;
  'metadata.cancel-probe': Done;
  'lab.start': LabInfo;
  'lab.state': LabInfo;
  'lab.stop': LabInfo;
  'lab.fault': LabInfo;
}

export interface Done {
  readonly done: true;
}

/** What the engine tells unasked. */
export type Notice =
  /** Events appended to a session, masked, in order. */
  | { readonly topic: 'events'; readonly session: string; readonly events: readonly TraceEvent[] }
  /** A session's summary changed (busy, outcome). */
  | { readonly topic: 'summary'; readonly summary: SessionSummary }
  | { readonly topic: 'lab'; readonly lab: LabInfo }
  /** One location of a probe has answered; `planned` locations are known so far. */
  | {
      readonly topic: 'probe';
      readonly probe: string;
      readonly result: ProbeResult;
      readonly planned: number;
    };

export { KeyholeError, type ErrorData } from './keyhole-error.ts';

/** The engine as a host sees it: one function to ask, one to listen. */
export interface EnginePort {
  /** Throws `KeyholeError`; `input` is checked against `methods[method]`. */
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (notice: Notice) => void): () => void;
}
