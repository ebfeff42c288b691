// The policy file, `*.keyhole.yaml`: who calls, what each may do, and what is asked. Kept beside a server's code and
// read by people first. May import shared/identity, shared/matrix and shared/protocol; knows neither engine nor screen.

import { z } from 'zod';
import { ACCESS_LEVELS, IDENTITY_COLOURS, SIMULATIONS } from '../identity/identity.ts';
import { CALLERS_OWN, DEFAULT_RUN, MOST_AT_ONCE } from '../matrix/matrix.ts';
import { PRIVACY_SECTION } from '../privacy/policy/privacy-section.ts';
import { REVISIONS } from '../protocol/revision.ts';

/** Version of the format, the value of `keyhole` in the file. */
export const POLICY_VERSION = 1;

/** Extension of a policy file. */
export const POLICY_EXTENSION = 'keyhole.yaml';

const name = z
  .string()
  .regex(/^[\w-]{1,40}$/, 'Use up to 40 letters, digits, - and _')
  .refine((text) => text !== CALLERS_OWN, `"${CALLERS_OWN}" stands for whoever calls; use another name`);

const variable = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'Give the name of an environment variable, such as SHOP_TOKEN');

const look = {
  title: z.string().max(80).optional(),
  colour: z.enum(IDENTITY_COLOURS).optional(),
  /** Headers added to each of its requests. */
  headers: z.record(z.string(), z.string()).optional(),
  /** Headers whose values are secrets: each names the environment variable to take it from. */
  headers_env: z.record(z.string(), variable).optional(),
};

const personLevel = z.enum(['login', 'admin']).default('login');

const client = {
  scope: z.string().optional(),
  client_id: z.string().min(1).optional(),
  client_auth: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']).optional(),
  client_secret_env: variable.optional(),
  private_key_env: variable.optional(),
  authorization_server: z.string().optional(),
};

const identity = z.discriminatedUnion('source', [
  /** Calls without a token. With headers of its own it is somebody all the same, unless its level says otherwise. */
  z.strictObject({
    source: z.literal('nobody'),
    level: z.enum(['public', 'login', 'admin']).optional(),
    ...look,
  }),
  /** Signs in through the flow. */
  z.strictObject({
    source: z.literal('sign-in'),
    ...look,
    level: personLevel,
    ...client,
    /** Whom the sign-in page should offer first (OpenID Connect Core §3.1.2.1); the lab signs in that person. */
    login_hint: z.string().optional(),
    registration: z.enum(['auto', 'preregistered', 'cimd', 'dcr']).optional(),
    client_metadata_url: z.string().optional(),
    /** Further parameters of the authorization request. */
    parameters: z.record(z.string(), z.string()).optional(),
  }),
  /** A machine that signs in for itself (RFC 6749 §4.4). */
  z.strictObject({
    source: z.literal('client-credentials'),
    ...look,
    level: personLevel,
    ...client,
    client_id: z.string().min(1),
  }),
  /** A token from an environment variable. */
  z.strictObject({
    source: z.literal('token'),
    ...look,
    level: personLevel,
    token_env: variable,
    /** What the token may do, where that is known; it is not sent. */
    scope: z.string().optional(),
  }),
  /** Another identity's token, spoiled on purpose. */
  z.strictObject({
    source: z.literal('simulated'),
    ...look,
    from: name,
    how: z.enum(SIMULATIONS),
    /** Whose session id is borrowed, for `foreign-session`. */
    other: name.optional(),
    /** For `scope-removed`: what is left to ask for. */
    scope: z.string().optional(),
    /** For `wrong-audience`: the other resource to ask a token for. */
    resource: z.string().optional(),
  }),
]);
export type PolicyIdentity = z.infer<typeof identity>;

const expect = z.enum(['allow', 'deny', 'unknown']);
const level = z.enum(ACCESS_LEVELS);
const scopes = z.union([z.string(), z.array(z.string())]).optional();
const expectations = z.record(z.string(), expect).optional();
const value = z.record(z.string(), z.unknown());

const tool = z.strictObject({
  level: level.optional(),
  /** Scopes that a token needs for it. */
  scope: scopes,
  /** It may be called in a run over all rows although it changes something. */
  consent: z.boolean().optional(),
  /** Arguments of every call; those of a set are added. */
  with: value.optional(),
  /** Expectations by identity, for each of its rows. */
  expect: expectations,
});
const resource = z.strictObject({
  level: level.optional(),
  /** Whom it belongs to; whoever reads it when absent. */
  owner: z.string().optional(),
  scope: scopes,
  expect: expectations,
});
const entryOf = <S extends z.ZodType>(whole: S) => z.union([level, whole]);

export type PolicyEntry = z.infer<typeof tool> & Pick<z.infer<typeof resource>, 'owner'>;

const argumentSet = z.strictObject({
  /** Whom the object belongs to, or `caller` when each caller asks for what is their own. */
  owner: z.string().optional(),
  value,
  /** The tools it is for, one or several; prompts as `prompt:NAME`. */
  for: z.union([z.string(), z.array(z.string()).min(1)]),
});

const subject = {
  tool: z.string().optional(),
  resource: z.string().optional(),
  prompt: z.string().optional(),
  list: z.string().optional(),
};

const cell = z.strictObject({
  ...subject,
  /** The argument set of the row, where it has one. */
  arguments: z.string().optional(),
  identity: z.string(),
  expect,
  why: z.string().optional(),
});

/** Methods of the lists of a server. */
export const LIST_METHODS = [
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
] as const;

/** The whole file. */
export const policySchema = z.strictObject({
  keyhole: z.literal(POLICY_VERSION),
  target: z.string().optional(),
  revision: z.enum(['auto', ...REVISIONS]).default('auto'),
  identities: z.record(name, identity).default({}),
  lists: z.partialRecord(z.enum(LIST_METHODS), level).default({}),
  tools: z.record(z.string(), entryOf(tool)).default({}),
  resources: z.record(z.string(), entryOf(resource)).default({}),
  prompts: z.record(z.string(), entryOf(tool)).default({}),
  arguments: z.record(name, argumentSet).default({}),
  cells: z.array(cell).default([]),
  run: z
    .strictObject({
      concurrency: z.number().int().min(1).max(MOST_AT_ONCE).default(DEFAULT_RUN.concurrency),
      rate: z.number().min(0).max(1000).default(DEFAULT_RUN.rate),
      existence: z.boolean().default(DEFAULT_RUN.existence),
    })
    .default(DEFAULT_RUN),
  privacy: PRIVACY_SECTION.optional(),
});
export type Policy = z.output<typeof policySchema>;

/** A policy that says nothing. */
export const EMPTY_POLICY: Policy = policySchema.parse({ keyhole: POLICY_VERSION });

/** What a policy says of a tool, resource or prompt; a bare level is an entry with nothing else. */
export function entryOfPolicy(
  policy: Policy,
  kind: 'tools' | 'resources' | 'prompts',
  key: string,
): PolicyEntry {
  const entry = Object.hasOwn(policy[kind], key) ? policy[kind][key] : undefined;
  return typeof entry === 'string' ? { level: entry } : (entry ?? {});
}
