// What an exchange teaches: values with the place they were read from. Pure; judges nothing.

import type { Pointer, ValueName } from '../trace/event.ts';
import type { EventOf } from '../trace/session.ts';
import { callbackParameters } from './callback.ts';
import { challengeParameter } from './challenge.ts';
import { answerTo, bearerOf } from './exchange.ts';
import { isJsonObject, text, texts } from './json.ts';
import type { JsonObject } from './json.ts';
import { isRevision } from './revision.ts';
import { isMcpStep, RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS, TOKEN_STEPS } from './steps.ts';

/** A value as it stands in an exchange. */
export interface ReadValue {
  readonly name: ValueName;
  readonly value: unknown;
  readonly secret: boolean;
  readonly at: Pointer;
}

const member = (name: ValueName, value: unknown, path: string, secret = false): ReadValue[] =>
  value === undefined ? [] : [{ name, value, secret, at: { in: 'response-body', path } }];

function readChallenge(exchange: EventOf<'exchange'>): ReadValue[] {
  const challenge = bearerOf(exchange);
  if (!challenge) return [];
  const names = {
    resource_metadata: 'resource_metadata',
    challenge_scope: 'scope',
    challenge_error: 'error',
    challenge_error_description: 'error_description',
  } as const;
  return Object.entries(names).flatMap(([name, parameter]): ReadValue[] => {
    const found = challengeParameter(challenge, parameter);
    if (!found) return [];
    const at: Pointer = {
      in: 'response-header',
      name: 'www-authenticate',
      index: challenge.line,
      span: found.span,
    };
    return [{ name: name as keyof typeof names, value: found.value, secret: false, at }];
  });
}

function readResourceMetadata(document: JsonObject): ReadValue[] {
  return [
    ...member('protected_resource', document, ''),
    ...member('resource', text(document, 'resource'), '/resource'),
    ...member('authorization_servers', texts(document, 'authorization_servers'), '/authorization_servers'),
    ...member('resource_scopes_supported', texts(document, 'scopes_supported'), '/scopes_supported'),
  ];
}

function readServerMetadata(document: JsonObject): ReadValue[] {
  const endpoints = [
    'authorization_endpoint',
    'token_endpoint',
    'registration_endpoint',
    'revocation_endpoint',
    'introspection_endpoint',
  ] as const;
  return [
    ...member('authorization_server_metadata', document, ''),
    ...member('metadata_issuer', text(document, 'issuer'), '/issuer'),
    ...endpoints.flatMap((name) => member(name, text(document, name), `/${name}`)),
  ];
}

function readRegistration(document: JsonObject): ReadValue[] {
  const secret = text(document, 'client_secret');
  return [
    ...member('client_secret', secret, '/client_secret', true),
    ...member('client_id', text(document, 'client_id'), '/client_id'),
    ...member(
      'token_endpoint_auth_method',
      // RFC 7591 §2: without the member the method is client_secret_basic, which needs a secret.
      text(document, 'token_endpoint_auth_method') ?? (secret === undefined ? 'none' : 'client_secret_basic'),
      '/token_endpoint_auth_method',
    ),
    ...member('client_information', document, ''),
  ];
}

function readToken(document: JsonObject, exchange: EventOf<'exchange'>): ReadValue[] {
  const expiresIn = document['expires_in'];
  const seconds = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn;
  const received = exchange.timing.startedAt + exchange.timing.total;
  return [
    ...member('access_token', text(document, 'access_token'), '/access_token', true),
    ...member('refresh_token', text(document, 'refresh_token'), '/refresh_token', true),
    ...member('id_token', text(document, 'id_token'), '/id_token', true),
    ...member('token_type', text(document, 'token_type'), '/token_type'),
    ...member(
      'expires_at',
      typeof seconds === 'number' ? Math.round(received + seconds * 1000) : undefined,
      '/expires_in',
    ),
    ...member('scope_granted', text(document, 'scope'), '/scope'),
  ];
}

/** Lists arrive in pages; the runner joins them, so the value is one page here. */
const LISTS = {
  'mcp-list-tools': ['tools', 'tools'],
  'mcp-list-resources': ['resources', 'resources'],
  'mcp-list-resource-templates': ['resource_templates', 'resourceTemplates'],
  'mcp-list-prompts': ['prompts', 'prompts'],
} as const;

function readMcp(exchange: EventOf<'exchange'>, bodyText: string | undefined, json: unknown): ReadValue[] {
  const response = exchange.response;
  if (!response) return [];
  if (response.status === 401 || response.status === 403) return readChallenge(exchange);
  const answer = answerTo(exchange, () => bodyText, json);
  const values: ReadValue[] = [];
  if (exchange.step === 'mcp-initialize') {
    const index = response.headers.findIndex(([name]) => name.toLowerCase() === 'mcp-session-id');
    const line = response.headers[index];
    if (line) {
      const at: Pointer = { in: 'response-header', name: 'mcp-session-id', index };
      values.push({ name: 'session_id', value: line[1], secret: true, at });
    }
  }
  if (answer.kind === 'error') {
    return exchange.step === 'mcp-call-tool' ||
      exchange.step === 'mcp-read-resource' ||
      exchange.step === 'mcp-get-prompt'
      ? [...values, ...member('result', { error: answer.error }, '/error')]
      : values;
  }
  if (answer.kind !== 'result') return values;
  const { result } = answer;
  switch (exchange.step) {
    case 'mcp-initialize':
      values.push(...member('server_info', result['serverInfo'], '/result/serverInfo'));
      if (isRevision(result['protocolVersion'])) {
        values.push(...member('revision', result['protocolVersion'], '/result/protocolVersion'));
      }
      break;
    case 'mcp-probe':
    case 'mcp-discover': {
      const meta = isJsonObject(result['_meta']) ? result['_meta'] : {};
      const info = result['serverInfo'] ?? meta['io.modelcontextprotocol/serverInfo'];
      values.push(...member('server_info', info, '/result'));
      break;
    }
    case 'mcp-list-tools':
    case 'mcp-list-resources':
    case 'mcp-list-resource-templates':
    case 'mcp-list-prompts': {
      const [name, key] = LISTS[exchange.step];
      if (Array.isArray(result[key])) values.push(...member(name, result[key], `/result/${key}`));
      break;
    }
    case 'mcp-call-tool':
    case 'mcp-read-resource':
    case 'mcp-get-prompt':
      values.push(...member('result', result, '/result'));
      break;
    default:
      break;
  }
  return values;
}

/**
 * Values of one exchange.
 * @param json the body as JSON, or `undefined` when it is not JSON
 */
export function readValues(
  exchange: EventOf<'exchange'>,
  bodyText: string | undefined,
  json: unknown,
): ReadValue[] {
  const status = exchange.response?.status ?? 0;
  const is = (steps: readonly string[]): boolean => steps.includes(exchange.step);
  if (isMcpStep(exchange.step)) return readMcp(exchange, bodyText, json);
  if (!isJsonObject(json) || status < 200 || status >= 300) return [];
  if (is(RESOURCE_METADATA_STEPS)) return readResourceMetadata(json);
  if (is(SERVER_METADATA_STEPS)) return readServerMetadata(json);
  if (exchange.step === 'register') return readRegistration(json);
  // Some servers send an error of null along with a token.
  if (is(TOKEN_STEPS) && text(json, 'error') === undefined) return readToken(json, exchange);
  if (exchange.step === 'introspect') return member('introspection', json, '');
  return [];
}

/** Values of the URL a browser brought back. */
export function readCallback(url: string): ReadValue[] {
  const code = callbackParameters(url).get('code');
  return code === null
    ? []
    : [{ name: 'code', value: code, secret: true, at: { in: 'callback-url', parameter: 'code' } }];
}
