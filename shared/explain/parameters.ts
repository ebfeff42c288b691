// OAuth parameters and metadata fields, each in the place where it stands.

import { scopeTokens } from '../protocol/scope.ts';
import { urlFault } from '../protocol/urls.ts';
import type { Revision } from '../protocol/revision.ts';
import type { StepId } from '../trace/event.ts';
import type { Explanation } from './explanation.ts';
import { cite } from './explanation.ts';
import type { ParameterWords } from './parameter-words.ts';
import { AUTHORIZATION_REQUEST, AUTHORIZATION_RESPONSE } from './authorization-parameters.ts';
import { INTROSPECTION, REVOCATION, TOKEN_REQUEST, TOKEN_RESPONSE } from './token-parameters.ts';
import { REGISTRATION, RESOURCE_METADATA, SERVER_METADATA } from './metadata-parameters.ts';
import {
  FURTHER_REGISTRATION,
  FURTHER_RESOURCE_METADATA,
  FURTHER_SERVER_METADATA,
} from './openid-parameters.ts';

const PLACES = {
  'authorization-request': AUTHORIZATION_REQUEST,
  'authorization-response': AUTHORIZATION_RESPONSE,
  'token-request': TOKEN_REQUEST,
  'token-response': TOKEN_RESPONSE,
  'resource-metadata': { ...FURTHER_RESOURCE_METADATA, ...RESOURCE_METADATA },
  'server-metadata': { ...FURTHER_SERVER_METADATA, ...SERVER_METADATA },
  registration: { ...FURTHER_REGISTRATION, ...REGISTRATION },
  introspection: INTROSPECTION,
  revocation: REVOCATION,
} as const satisfies Record<string, Readonly<Record<string, ParameterWords>>>;

/** Where a parameter stands: it is explained for that place. */
export type ParameterPlace = keyof typeof PLACES;

/** The place of the parameters of a step's request or response; `undefined` where there are none to explain. */
export function placeOf(step: StepId, half: 'request' | 'response'): ParameterPlace | undefined {
  if (step.startsWith('prm-')) return half === 'response' ? 'resource-metadata' : undefined;
  if (step.startsWith('as-')) return half === 'response' ? 'server-metadata' : undefined;
  switch (step) {
    case 'register':
      return 'registration';
    case 'authorize':
    case 'authorize-hop':
      return half === 'request' ? 'authorization-request' : undefined;
    case 'token-code':
    case 'token-client-credentials':
    case 'token-refresh':
      return half === 'request' ? 'token-request' : 'token-response';
    case 'introspect':
      return 'introspection';
    case 'revoke':
      return 'revocation';
    default:
      return undefined;
  }
}

/** What a parameter or field is for at its place, and what the value at hand says. */
export function explainParameter(
  name: string,
  value: unknown,
  place: ParameterPlace,
  revision: Revision = '2026-07-28',
): Explanation | undefined {
  const table: Readonly<Record<string, ParameterWords>> = PLACES[place];
  const words = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!words) return undefined;
  return {
    key: `explain.parameter.${place}.${name}`,
    summary: words.summary,
    details: [...generalDetails(name, value), ...(words.details?.(value) ?? [])],
    sources: [...(words.mcp ?? []).flatMap((at) => cite(at, revision)), ...words.sources],
  };
}

function generalDetails(name: string, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  if (name === 'scope') {
    if (value.includes(',')) return ['Scopes are separated by spaces; a comma is part of a scope here.'];
    const scopes = scopeTokens(value);
    return scopes.length > 1 ? [`${scopes.length} scopes: ${scopes.join(', ')}.`] : [];
  }
  if (name.endsWith('_endpoint') || name.endsWith('_uri')) {
    const fault = /^[a-z][a-z0-9+.-]*:/i.test(value) ? urlFault(value) : undefined;
    return fault === undefined ? [] : [`This address ${fault}.`];
  }
  return [];
}
