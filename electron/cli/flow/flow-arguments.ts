// From the words of the command line to a flow. Whatever is wrong with them is said before anything is sent.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { flowSettings } from '../../../shared/contract.ts';
import { clientIdFault } from '../../../shared/protocol/client-metadata.ts';
import { isJsonObject, readJson } from '../../../shared/protocol/json.ts';
import { RULES } from '../../../shared/rules/judge.ts';
import type { FlowSettings, HeaderLine, SessionAction } from '../../../shared/trace/event.ts';
import { readInput } from '../input-file.ts';
import { targetArgument } from '../target-argument.ts';
import { UsageError } from '../usage-error.ts';
import type { FlowAction, FlowRequest } from './run-flow.ts';

/** The options of `keyhole flow`, as commander read them. */
export interface FlowArguments {
  readonly revision: string;
  readonly registration: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly clientAuth?: string;
  readonly privateKey?: string;
  readonly clientMetadataUrl?: string;
  readonly authorizationServer?: string;
  readonly grant: string;
  readonly scope?: string;
  readonly login: string;
  readonly as?: string;
  readonly redirectPort?: number;
  readonly redirectPath?: string;
  readonly param?: readonly string[];
  readonly header?: readonly string[];
  readonly timeout?: number;
  readonly ca?: string;
  readonly call?: string;
  readonly args?: string;
  readonly refresh?: true;
  readonly introspect?: true;
  readonly revoke?: true;
  readonly override?: readonly string[];
  readonly trace?: string;
  readonly allFindings?: true;
  readonly json?: true;
}

function parameters(options: FlowArguments): Record<string, string> | undefined {
  const given = (options.param ?? []).map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--param: "${text}" is not of the form name=value.`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  if (options.as !== undefined) given.push(['login_hint', options.as]);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function headers(options: FlowArguments): HeaderLine[] | undefined {
  return options.header?.map((line) => {
    const match = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e]*)$/.exec(line);
    if (!match) throw new UsageError(`--header: this is not of the form 'Name: value' in plain ASCII.`);
    return [match[1] ?? '', match[2] ?? ''];
  });
}

function toolCall({ call, args }: FlowArguments): SessionAction | undefined {
  if (call === undefined) {
    if (args !== undefined) throw new UsageError('--args are the arguments of a tool: name it with --call.');
    return undefined;
  }
  const json = args === undefined ? { value: {} } : readJson(args);
  if (!('value' in json)) {
    throw new UsageError(
      `--args is not JSON: ${json.fault.replace(/^The body is (not JSON: )?/, '')} Quote it for the shell: '{"name":"value"}'.`,
    );
  }
  if (!isJsonObject(json.value))
    throw new UsageError('--args must be a JSON object, such as {"name":"value"}.');
  return { kind: 'call-tool', name: call, arguments: json.value };
}

/** What is asked of the session in the end, in this order. */
function actions(options: FlowArguments): FlowAction[] {
  const call = toolCall(options);
  const pending: FlowAction[] = [];
  if (options.refresh) pending.push({ action: { kind: 'refresh' } });
  if (options.introspect) pending.push({ action: { kind: 'introspect', token: 'access_token' } });
  if (call) pending.push({ action: call });
  if (options.revoke) {
    pending.push({ action: { kind: 'revoke', token: 'access_token' } });
    // The proof of a revocation is the next call; to sign in again after it is not asked for.
    pending.push({ action: { kind: 'list-tools' }, only: true });
  }
  return pending;
}

function checkOverrides(rules: readonly string[]): void {
  const known = RULES.filter((rule) => rule.refuses).map((rule) => rule.id);
  for (const id of rules) {
    if (!known.includes(id) && id !== 'token/code-single-use' && id !== 'registration/issuer-binding') {
      throw new UsageError(`--override: no rule "${id}" refuses anything. These do: ${known.join(', ')}.`);
    }
  }
}

/** The JWS algorithm a key is made for (RFC 7518 §3.1, RFC 8037 §3.1). */
function algorithmOf(pem: string, file: string): string | undefined {
  if (pem.trimStart().startsWith('{')) return undefined;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return 'RS256';
    if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
    const curve = key.asymmetricKeyDetails?.namedCurve;
    return curve === 'secp384r1' ? 'ES384' : curve === 'secp521r1' ? 'ES512' : 'ES256';
  } catch {
    throw new UsageError(
      `--private-key: ${file} is neither a PKCS#8 PEM nor a JWK. Convert it with openssl pkcs8 -topk8 -nocrypt.`,
    );
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function secretsOf(options: FlowArguments): FlowSecrets {
  const clientSecret = options.clientSecret ?? process.env['KEYHOLE_CLIENT_SECRET'];
  const secrets: Mutable<FlowSecrets> = {};
  const accessToken = process.env['KEYHOLE_ACCESS_TOKEN'] ?? '';
  if (options.grant === 'token') {
    if (accessToken.trim() === '') {
      throw new UsageError(
        '--grant token needs the token: set the environment variable KEYHOLE_ACCESS_TOKEN.',
      );
    }
    secrets.accessToken = accessToken;
  }
  if (clientSecret !== undefined && clientSecret !== '') secrets.clientSecret = clientSecret;
  if (options.privateKey !== undefined) {
    secrets.privateKey = readInput('--private-key', options.privateKey);
    const algorithm = algorithmOf(secrets.privateKey, options.privateKey);
    if (algorithm !== undefined) secrets.signingAlgorithm = algorithm;
  }
  return secrets;
}

function checkClient(options: FlowArguments, secrets: FlowSecrets): void {
  const { clientId, clientAuth, registration, clientMetadataUrl } = options;
  if (registration === 'preregistered' && clientId === undefined) {
    throw new UsageError('--registration preregistered needs the client: give --client-id.');
  }
  if (registration === 'cimd' && clientMetadataUrl === undefined) {
    throw new UsageError(
      '--registration cimd needs --client-metadata-url: the https URL where the document is hosted (keyhole client-metadata makes it).',
    );
  }
  const fault = clientMetadataUrl === undefined ? undefined : clientIdFault(clientMetadataUrl);
  if (fault !== undefined) throw new UsageError(`--client-metadata-url: ${fault}`);
  if (clientAuth === 'private_key_jwt' && secrets.privateKey === undefined) {
    throw new UsageError(
      '--client-auth private_key_jwt needs --private-key: a file with a PKCS#8 PEM or a JWK.',
    );
  }
  if (
    clientId !== undefined &&
    clientAuth?.startsWith('client_secret') &&
    secrets.clientSecret === undefined
  ) {
    throw new UsageError(
      `--client-auth ${clientAuth} needs the secret: set KEYHOLE_CLIENT_SECRET or give --client-secret.`,
    );
  }
  if (options.redirectPath !== undefined && !/^\/[^?#\s]*$/.test(options.redirectPath)) {
    throw new UsageError(
      `--redirect-path: "${options.redirectPath}" is not a path. It begins with / and has no query.`,
    );
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** The certificates of `--ca`. Throws `UsageError` when the file holds none. */
export function readAuthorities(file: string): string {
  const pem = readInput('--ca', file);
  if (!isCertificate(pem)) {
    throw new UsageError(
      `--ca: ${file} holds no PEM certificate. Give the certificate of the authority, -----BEGIN CERTIFICATE-----.`,
    );
  }
  return pem;
}

/** Reads the arguments of `keyhole flow`. Throws `UsageError` with one sentence about the first thing that is wrong. */
export function readFlowArguments(typed: string, options: FlowArguments): FlowRequest {
  const target = targetArgument(typed);
  const secrets = secretsOf(options);
  checkClient(options, secrets);
  checkOverrides(options.override ?? []);
  const given = {
    revision: options.revision,
    registration: options.registration,
    grant: options.grant,
    clientId: options.clientId,
    clientAuth: options.clientAuth,
    clientMetadataUrl: options.clientMetadataUrl,
    scope: options.scope,
    authorizationServer: options.authorizationServer,
    redirectPort: options.redirectPort,
    redirectPath: options.redirectPath,
    extraAuthorizationParameters: parameters(options),
    extraHeaders: headers(options),
    overrides: options.override,
    login: options.login,
    timeout: options.timeout,
  };
  // Absent members stay absent: JSON drops what is undefined.
  const settings = flowSettings.parse(JSON.parse(JSON.stringify(given))) as FlowSettings;
  const pending = actions(options);
  return {
    target,
    settings,
    secrets,
    nextAction: () => pending.shift(),
    ...(options.ca === undefined ? {} : { ca: readAuthorities(options.ca) }),
  };
}
