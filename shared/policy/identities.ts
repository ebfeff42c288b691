// The identities of a policy as the engine takes them: a definition, how its flow runs, and secrets from the environment.

import { flowSettings } from '../contract.ts';
import type { FlowSecrets } from '../contract.ts';
import type { IdentityColour, IdentityDefinition } from '../identity/identity.ts';
import { IDENTITY_COLOURS } from '../identity/identity.ts';
import type { FlowSettings, HeaderLine } from '../trace/event.ts';
import type { Policy, PolicyIdentity } from './policy.ts';

/** One identity, ready to be saved in a session and signed in. */
export interface PolicyCaller {
  readonly definition: IdentityDefinition;
  readonly settings: FlowSettings;
  readonly secrets?: FlowSecrets;
}

/** What the file does not say: the variables it names, and how people sign in here. */
export interface CallerSources {
  /** The value of an environment variable, or `undefined`. */
  readonly variable: (name: string) => string | undefined;
  /** Settings of every flow, as far as the policy does not say otherwise. */
  readonly base: Partial<FlowSettings>;
}

/** A variable that a policy names and the environment does not have. */
export class MissingVariableError extends Error {
  override readonly name = 'MissingVariableError';
}

type Spread<T> = { [K in keyof T]?: T[K] | undefined };

/** Leaves out members without a value: an absent member and an undefined one are not the same in a trace. */
function present<T extends object>(members: Spread<T>): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function needed(identity: string, variable: string, { variable: read }: CallerSources): string {
  const value = read(variable);
  if (value === undefined || value === '')
    throw new MissingVariableError(
      `The identity "${identity}" needs the environment variable ${variable}, which is not set.`,
    );
  return value;
}

function headersOf(name: string, entry: PolicyIdentity, sources: CallerSources): readonly HeaderLine[] {
  return [
    ...Object.entries(entry.headers ?? {}),
    ...Object.entries(entry.headers_env ?? {}).map(([header, variable]): HeaderLine => [
      header,
      needed(name, variable, sources),
    ]),
  ];
}

/** What a caller without a token may do where a policy does not say: headers may stand for a person. */
function levelWithout({ headers, headers_env: secret }: PolicyIdentity): 'public' | 'login' {
  return Object.keys({ ...headers, ...secret }).length > 0 ? 'login' : 'public';
}

function definitionOf(name: string, entry: PolicyIdentity, colour: IdentityColour): IdentityDefinition {
  const look = { name, title: entry.title ?? name, colour: entry.colour ?? colour };
  switch (entry.source) {
    case 'nobody':
      return { ...look, level: entry.level ?? levelWithout(entry), source: { kind: 'nobody' } };
    case 'token':
      return { ...look, level: entry.level, source: { kind: 'given' } };
    case 'simulated': {
      const { from, how, other } = entry;
      return {
        ...look,
        level: 'login',
        source: { kind: 'simulated', from, how, ...(other === undefined ? {} : { other }) },
      };
    }
    default:
      return { ...look, level: entry.level, source: { kind: 'flow' } };
  }
}

function settingsOf(entry: PolicyIdentity): Partial<FlowSettings> {
  switch (entry.source) {
    case 'nobody':
      return { grant: 'none' };
    case 'token':
      return { grant: 'token' };
    case 'simulated':
      return present<FlowSettings>({ scope: entry.scope, resource: entry.resource });
    case 'client-credentials':
      return present<FlowSettings>({
        grant: 'client_credentials',
        registration: 'preregistered',
        clientId: entry.client_id,
        clientAuth: entry.client_auth,
        scope: entry.scope,
        authorizationServer: entry.authorization_server,
      });
    default: {
      const parameters = {
        ...entry.parameters,
        ...(entry.login_hint === undefined ? {} : { login_hint: entry.login_hint }),
      };
      return present<FlowSettings>({
        grant: 'authorization_code',
        registration: entry.registration,
        clientId: entry.client_id,
        clientAuth: entry.client_auth,
        clientMetadataUrl: entry.client_metadata_url,
        scope: entry.scope,
        authorizationServer: entry.authorization_server,
        extraAuthorizationParameters: Object.keys(parameters).length > 0 ? parameters : undefined,
      });
    }
  }
}

function secretsOf(name: string, entry: PolicyIdentity, sources: CallerSources): FlowSecrets | undefined {
  if (entry.source === 'token') return { accessToken: needed(name, entry.token_env, sources) };
  if (entry.source !== 'sign-in' && entry.source !== 'client-credentials') return undefined;
  const { client_secret_env: secret, private_key_env: key } = entry;
  const secrets: FlowSecrets = {
    ...(secret === undefined ? {} : { clientSecret: needed(name, secret, sources) }),
    ...(key === undefined ? {} : { privateKey: needed(name, key, sources) }),
  };
  return Object.keys(secrets).length > 0 ? secrets : undefined;
}

/**
 * The identities of a policy in its order, those that others are derived from first.
 * @throws MissingVariableError when a variable is not set
 */
export function callersOf(policy: Policy, sources: CallerSources): readonly PolicyCaller[] {
  const entries = Object.entries(policy.identities);
  const callers = entries.map(([name, entry], index): PolicyCaller => {
    const colour = IDENTITY_COLOURS[index % IDENTITY_COLOURS.length] ?? 'grey';
    const headers = headersOf(name, entry, sources);
    const own = settingsOf(entry);
    const base = flowSettings.parse({ revision: policy.revision });
    const secrets = secretsOf(name, entry, sources);
    const inherited = entry.source === 'simulated' ? settingsOfOrigin(policy, entry) : {};
    return {
      definition: definitionOf(name, entry, colour),
      settings: present<FlowSettings>({
        ...base,
        ...sources.base,
        ...inherited,
        ...own,
        ...(headers.length > 0 ? { extraHeaders: headers } : {}),
      }) as FlowSettings,
      ...(secrets ? { secrets } : {}),
    };
  });
  const isDerived = ({ definition }: PolicyCaller): number =>
    definition.source.kind === 'simulated' ? 1 : 0;
  return callers.toSorted((a, b) => isDerived(a) - isDerived(b));
}

/** A caller that signs in anew does it as the one it comes from, but for the scope where that is what is left out. */
function settingsOfOrigin(
  policy: Policy,
  { from, how }: Extract<PolicyIdentity, { source: 'simulated' }>,
): Partial<FlowSettings> {
  const origin = Object.hasOwn(policy.identities, from) ? policy.identities[from] : undefined;
  const { scope, ...others } = origin ? settingsOf(origin) : {};
  return how === 'scope-removed' ? others : present<FlowSettings>({ ...others, scope });
}
