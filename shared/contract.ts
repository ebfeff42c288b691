// Every method and event between the user interface and the engine. Hosts carry it; neither side knows how.
// Input shapes are zod schemas, checked where a message enters the engine. Output shapes are types: they are ours.

import { z } from 'zod';
import { policyEdit } from './policy/edit.ts';
import { WAYS } from './compat/cell.ts';
import type { CellName, CompatCell } from './compat/cell.ts';
import type { ProbeResult } from './metadata/probe-verdict.ts';
import { ACCESS_LEVELS, IDENTITY_COLOURS, SIMULATIONS } from './identity/identity.ts';
import type { IdentityState } from './identity/identity.ts';
import type { LensView } from './privacy/audience/lens.ts';
import type { LeakReport } from './privacy/leaks/report.ts';
import type { PolicyTextFault } from './privacy/policy-text.ts';
import type { RuleFault } from './privacy/policy/custom-rules.ts';
import { PRIVACY_SECTION } from './privacy/policy/privacy-section.ts';
import type { PrivacySection } from './privacy/policy/privacy-policy.ts';
import { REVISIONS } from './protocol/revision.ts';
import type { Diagnosis } from './diagnosis/diagnosis.ts';
import type { SecondOpinions } from './second-opinion/opinion.ts';
import type { TokenComparison } from './token/compare-tokens.ts';
import type { TokenReport } from './token/report.ts';
import type { Revision } from './protocol/revision.ts';
import { DEFAULT_IDENTITY } from './trace/event.ts';
import type { BodyRef, StageId, TraceEvent } from './trace/event.ts';

const headerLine = z.tuple([z.string(), z.string()]).readonly();

/** How the client behaves, as the user interface and the command line send it. Mirrors `FlowSettings`. */
export const flowSettings = z.object({
  revision: z.enum(['auto', ...REVISIONS]).default('auto'),
  registration: z.enum(['auto', 'preregistered', 'cimd', 'dcr']).default('auto'),
  grant: z.enum(['authorization_code', 'client_credentials', 'token', 'none']).default('authorization_code'),
  clientId: z.string().min(1).optional(),
  clientAuth: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']).optional(),
  clientMetadataUrl: z.string().optional(),
  clientIssuer: z.string().optional(),
  scope: z.string().optional(),
  authorizationServer: z.string().optional(),
  resource: z.string().optional(),
  authorize: z.literal('always').optional(),
  prompt: z.enum(['login', 'select_account']).optional(),
  redirectPort: z.number().int().min(0).max(65535).optional(),
  redirectPath: z.string().startsWith('/').optional(),
  extraAuthorizationParameters: z.record(z.string(), z.string()).readonly().optional(),
  extraHeaders: z.array(headerLine).readonly().optional(),
  overrides: z.array(z.string()).readonly().optional(),
  login: z.enum(['browser', 'profile', 'auto', 'print']).default('browser'),
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
  /** The token of the grant `token`. */
  accessToken: z.string().optional(),
});
export type FlowSecrets = z.infer<typeof flowSecrets>;

const requestContent = z.object({
  method: z.string().min(1),
  url: z.string(),
  headers: z.array(headerLine).readonly(),
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

const cellName = { revision: z.enum(REVISIONS), registration: z.enum(WAYS) };

const session = z.string().min(1);
/** Names a piece of work that takes a while. */
const workName = z.string().min(1).max(100);
/** Whose flow is meant. */
const identity = z.string().min(1).default(DEFAULT_IDENTITY);
const eventId = z.number().int().min(0);

/** A token of the session by its mask label, or one that a person pasted. */
const tokenName = z.union([
  z.strictObject({ label: z.string().min(1) }),
  z.strictObject({ text: z.string() }),
]);
export type TokenName = z.infer<typeof tokenName>;

const name = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'up to 40 letters, digits, hyphens and underscores');

/** A named caller, as it comes in. Mirrors `IdentityDefinition`. */
export const identityDefinition = z.strictObject({
  name,
  title: z.string().trim().min(1, 'give it a title').max(60),
  colour: z.enum(IDENTITY_COLOURS),
  level: z.enum(ACCESS_LEVELS).exclude(['owner']),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('nobody') }),
    z.object({ kind: z.literal('flow') }),
    z.object({ kind: z.literal('given') }),
    z.object({
      kind: z.literal('simulated'),
      from: name,
      how: z.enum(SIMULATIONS),
      other: name.exactOptional(),
    }),
  ]),
});

/** Input schema of every method. */
export const methods = {
  /** What the host can do, and what it runs on. */
  'app.info': z.object({}),
  /** Opens a session on a target and prepares the first draft. Nothing is sent yet. */
  'session.open': z.object({ target: z.string(), settings: flowSettings, secrets: flowSecrets.optional() }),
  /** Sessions of this run and saved ones, newest first. */
  'session.list': z.object({}),
  /** All (masked) events after `after`, how the identities stand, and a subscription to what follows on the `events` topic. */
  'session.events': z.object({ session, after: eventId.default(0) }),
  'session.close': z.object({ session }),
  /** Deletes a saved session. */
  'session.delete': z.object({ session }),
  /** Sends the pending draft, then goes on as far as asked. Resolves when the flow rests again. */
  'session.step': z.object({
    session,
    identity,
    until: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('step') }),
      z.object({ kind: z.literal('stage') }),
      z.object({ kind: z.literal('end') }),
      /** Run until a draft of this stage is pending. */
      z.object({ kind: z.literal('here'), stage: z.string() }),
    ]),
  }),
  /** Aborts what is under way. */
  'session.cancel': z.object({ session, identity }),
  /** Replaces the pending draft's request. */
  'session.edit': z.object({ session, identity, request: requestContent }),
  /** Throws the edit away. */
  'session.reset-draft': z.object({ session, identity }),
  /** One resting point back on the path. */
  'session.back': z.object({ session, identity }),
  /** Moves the head of the event's identity to it. The engine rests at the nearest resting point at or before it. */
  'session.move': z.object({ session, to: eventId }),
  /** Does the current (or the named) stage again on a new branch. */
  'session.retry-stage': z.object({ session, identity, stage: z.string().optional() }),
  /** Starts the flow again on a new branch, with other settings when given. */
  'session.restart': z.object({
    session,
    identity,
    settings: flowSettings.optional(),
    secrets: flowSecrets.optional(),
  }),
  /** Goes on past a refusal, or accepts a rule in advance. */
  'session.override': z.object({ session, identity, ruleId: z.string() }),
  'session.breakpoints': z.object({
    session,
    identity,
    stages: z.array(z.string()),
    severity: z.enum(['error', 'warning']).nullable(),
  }),
  /** Answers a `waiting` question. */
  'session.answer': z.object({
    session,
    identity,
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
  /** Opens the pending authorization URL again, where the settings of the flow say: in the system browser or a profile. */
  'session.open-browser': z.object({ session, identity }),
  /** Prepares an on-demand action; with `send`, sends it at once. */
  'session.act': z.object({ session, identity, action: sessionAction, send: z.boolean().default(true) }),
  /** How every identity stands. */
  'identity.list': z.object({ session }),
  /** Defines an identity, or changes it. Nothing is sent. `settings` absent: like the identity it comes from. */
  'identity.save': z.object({
    session,
    definition: identityDefinition,
    settings: flowSettings.optional(),
    secrets: flowSecrets.optional(),
  }),
  /** Takes an identity away, and with it the browser profile that was kept for it. */
  'identity.remove': z.object({ session, identity: z.string().min(1) }),
  /** Begins the flow of an identity anew and runs it as far as it goes without a person. */
  'identity.sign-in': z.object({ session, identity: z.string().min(1) }),
  /** A body by hash, masked unless revealed; text when it decodes as UTF-8. */
  'body.read': z.object({
    session,
    hash: z.string(),
    reveal: z.boolean().default(false),
    work: workName.optional(),
  }),
  /** The plain text behind one mask label, e.g. `access token A`. */
  'secret.reveal': z.object({ session, label: z.string() }),
  /** A text that was shown, with what its masks stand for: for the clipboard, because a person said so. */
  'secret.unmask': z.object({ session, text: z.string() }),
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
   * One recorded exchange with the MCP server as it was sent, as the person sees it, and as the model does. Secrets are
   * named, never told. `policy` in place of the default one; `work`, chosen by the caller, is for cancelling and for the
   * notices: asked again under the same name, only the newest is answered.
   */
  'privacy.view': z.object({
    session,
    exchange: eventId,
    policy: PRIVACY_SECTION.optional(),
    work: workName.optional(),
  }),
  /** Who gets what of which class, from everything recorded so far. */
  'privacy.report': z.object({ session, policy: PRIVACY_SECTION.optional(), work: workName.optional() }),
  'privacy.cancel': z.object({ work: workName }),
  /** The `privacy` section of a policy file's text. */
  'privacy.read-policy': z.object({ text: z.string() }),
  /** A policy file's text with this section in it; comments and everything else are kept. */
  'privacy.write-policy': z.object({ section: PRIVACY_SECTION, text: z.string().optional() }),
  /**
   * What three other clients make of the bytes of one exchange or callback, named by its event. Sends nothing: the
   * recorded bytes are handed to their functions.
   */
  'opinion.of': z.object({ session, exchange: eventId }),
  /** The file format, masked: what a person may share. */
  'trace.export': z.object({ session, work: workName.optional() }),
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
  /**
   * Opens a run of the matrix on the target and identities of a session: a session of its own, whose events say what the
   * run asked and what came of it. Nothing is sent yet. `policy` is the text of a `*.keyhole.yaml`.
   */
  'matrix.open': z.object({ session, policy: z.string().optional() }),
  /** Asks for the lists as every identity, guesses what the policy leaves open, and looks for arguments. Reads only. */
  'matrix.discover': z.object({ matrix: session }),
  /**
   * Asks the cells named, or all that are open. Resolves when the run rests: done, paused or cancelled.
   * `consent` names the rows that may be called although they change something; it holds for this run only.
   */
  'matrix.run': z.object({
    matrix: session,
    cells: z.array(z.object({ row: z.string(), identity: z.string() })).optional(),
    consent: z.array(z.string()).default([]),
  }),
  /** What is under way ends; nothing more begins until `matrix.resume`. */
  'matrix.pause': z.object({ matrix: session }),
  'matrix.resume': z.object({ matrix: session }),
  /** Aborts what is under way. What was answered stays; the rest can be run later. */
  'matrix.cancel': z.object({ matrix: session }),
  /** How a run stands, for a screen that comes later than its notices. */
  'matrix.state': z.object({ matrix: session }),
  /** Changes the policy, as a whole or piece by piece. Sends nothing; cells are judged anew. */
  'matrix.edit': z.object({
    matrix: session,
    policy: z.string().optional(),
    edits: z.array(policyEdit).default([]),
  }),
  /** Takes back the last change of the policy. */
  'matrix.undo': z.object({ matrix: session }),
  /** Makes the change again that was taken back last. */
  'matrix.redo': z.object({ matrix: session }),
  /** The policy as a file, with what was guessed, each guess with its reason as a comment. */
  'matrix.policy': z.object({ matrix: session }),
  /**
   * Runs a flow for every revision with every way to get a client_id, one after the other. It opens no browser: without
   * `labIdentity`, a flow that needs a person ends at the authorization request. Results come as `compat` notices before.
   */
  'compat.run': z.object({
    /** Names the grid; chosen by the caller. The same name again runs cells of that grid anew. */
    compat: z.string().min(1).max(100),
    target: z.string(),
    /** Revision, registration and sign-in are those of the grid. */
    settings: flowSettings,
    secrets: flowSecrets.optional(),
    /** Who signs in at the lab. Only for a server of the running lab. */
    labIdentity: z.string().min(1).optional(),
    /** Every cell when absent. */
    cells: z.array(z.object(cellName)).min(1).max(100).optional(),
  }),
  /** Ends a run; what has been found until then is its result. */
  'compat.cancel': z.object({ compat: z.string() }),
  /** Makes a session of the flow behind a cell, to be stepped through like any other. */
  'compat.open': z.object({ compat: z.string(), ...cellName }),
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
  readonly browserProfiles: ProfileSupport;
}

/** Whether an identity can sign in in a browser profile of its own, or why not. */
export type ProfileSupport = 'offered' | 'no-browser' | 'no-display' | 'as-root' | 'not-here';

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
  /** A run of the matrix; a flow when absent. */
  readonly kind?: 'matrix';
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
  /** A client without a secret that its authorization servers know from the start. */
  readonly publicClientId?: string;
}

export interface BodyText {
  readonly ref: BodyRef;
  /** Absent when the bytes are not UTF-8 text. */
  readonly text?: string;
  readonly base64?: string;
}

/** How a run of the matrix stands. */
export interface MatrixState {
  readonly phase: 'rests' | 'discovers' | 'runs' | 'confirms' | 'paused';
  /** Cells that this run asks, and how many of them have been answered. */
  readonly planned: number;
  readonly done: number;
  /** Cells whose request is under way. */
  readonly asking: readonly { readonly row: string; readonly identity: string }[];
  /** A pause was asked for: nothing more begins, and what is under way is waited for. */
  readonly pausing?: true;
  /** Epoch milliseconds until which the server asked us to wait (429, `Retry-After`). */
  readonly waitsUntil?: number;
  /** A change of the policy can be taken back, or made again. */
  readonly canUndo?: true;
  readonly canRedo?: true;
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

/** What a compatibility run found. */
export interface CompatReport {
  readonly target: string;
  readonly cells: readonly CompatCell[];
  readonly cancelled: boolean;
}

/** Result of every method. */
export interface MethodOutput {
  'app.info': AppInfo;
  'session.open': { readonly session: string };
  'session.list': { readonly sessions: readonly SessionSummary[] };
  'session.events': Identities & { readonly events: readonly TraceEvent[]; readonly summary: SessionSummary };
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
  'identity.list': Identities;
  'identity.save': Identities;
  'identity.remove': Identities;
  'identity.sign-in': Identities;
  'body.read': BodyText;
  'secret.reveal': { readonly text: string };
  'secret.unmask': { readonly text: string };
  'token.inspect': TokenReport;
  'token.compare': TokenComparison;
  'token.diagnose': { readonly diagnosis: Diagnosis | null };
  'privacy.view': LensAnswer;
  'privacy.report': LeakReport;
  'privacy.cancel': Done;
  'privacy.read-policy': {
    readonly section: PrivacySection | null;
    readonly faults: readonly PolicyTextFault[];
  };
  'privacy.write-policy': { readonly text: string };
  'opinion.of': SecondOpinions;
  'trace.export': { readonly name: string; readonly text: string };
  'trace.import': { readonly session: string };
  'client-metadata.make': { readonly text: string };
  'metadata.probe': ProbeReport;
  'metadata.cancel-probe': Done;
  'matrix.open': { readonly matrix: string };
  'matrix.discover': Done;
  'matrix.run': Done;
  'matrix.pause': Done;
  'matrix.resume': Done;
  'matrix.cancel': Done;
  'matrix.state': MatrixState;
  'matrix.edit': Done;
  'matrix.undo': Done;
  'matrix.redo': Done;
  'matrix.policy': { readonly name: string; readonly text: string };
  'compat.run': CompatReport;
  'compat.cancel': Done;
  'compat.open': { readonly session: string };
  'lab.start': LabInfo;
  'lab.state': LabInfo;
  'lab.stop': LabInfo;
  'lab.fault': LabInfo;
}

/** An exchange through the lens. */
export interface LensAnswer {
  readonly view: LensView;
  /** Name of the tokenizer that the costs are of. */
  readonly tokenizer: string;
  /** What is wrong with the person's own rules; those are left out. */
  readonly ruleFaults: readonly RuleFault[];
}

/** The identities of a session. */
export interface Identities {
  readonly identities: readonly IdentityState[];
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
  /** The window's own menu asks for an action of the interface, by its id. Told by a host, not by the engine. */
  | { readonly topic: 'menu'; readonly action: 'app.save-trace' | 'go.home' }
  /** A host has opened a session that is to be shown. */
  | { readonly topic: 'opened'; readonly session: string }
  /** An identity was defined, signed in, or ended to be ready. */
  | { readonly topic: 'identities'; readonly session: string; readonly identities: readonly IdentityState[] }
  /** How a run of the matrix stands. What it found comes as events of its session. */
  | { readonly topic: 'matrix'; readonly matrix: string; readonly state: MatrixState }
  /** What part of a large event is masked, 0 to 1: it is told when it is masked whole. */
  | { readonly topic: 'masking'; readonly session: string; readonly done: number }
  /** How far a piece of work has come, 0 to 1: it has the name that its asker gave it. */
  | { readonly topic: 'privacy'; readonly work: string; readonly done: number }
  /** One location of a probe has answered; `planned` locations are known so far. */
  | {
      readonly topic: 'probe';
      readonly probe: string;
      readonly result: ProbeResult;
      readonly planned: number;
    }
  /** A cell is under way and has come to a stage, or it has ended. */
  | ({ readonly topic: 'compat'; readonly compat: string } & CellName &
      ({ readonly stage: StageId; readonly cell?: never } | { readonly cell: CompatCell }));

export { KeyholeError, type ErrorData } from './keyhole-error.ts';

/**
 * Hears what happens.
 * @param asJson the notice as JSON, where a part of it is known as such and need not be written again
 */
export type NoticeListener = (notice: Notice, asJson?: () => string) => void;

/** The engine as a host sees it: one function to ask, one to listen. */
export interface EnginePort {
  /** Throws `KeyholeError`; `input` is checked against `methods[method]`. */
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: NoticeListener): () => void;
}
