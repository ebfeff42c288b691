// Where the keys of an issuer are, and getting them: only when a person asks, and only from addresses that a careful
// client would open. Servers are untrusted, and a pasted token even more so.

import { isJsonObject, readJson, text, texts } from '../../../shared/protocol/json.ts';
import { POLICIES } from '../../../shared/protocol/policy.ts';
import {
  authorizationServerCandidates,
  isPrivateHost,
  leadsInward,
  protectedResourceCandidates,
  urlFault,
} from '../../../shared/protocol/urls.ts';
import type { KeyRequest } from '../../../shared/token/report.ts';
import { BodyStore } from '../capture/bodies.ts';
import type { Capture } from '../capture/capture.ts';

const BODY_LIMIT = 1024 * 1024;
const TIMEOUT = 10_000;

/** What was found on the way to the keys. */
export interface FoundKeys {
  readonly issuer?: string;
  readonly resource?: string;
  readonly url?: string;
  /** The key set as a document; absent when none was found. */
  readonly document?: unknown;
  readonly requests: readonly KeyRequest[];
  readonly fault?: string;
}

/** Where to begin: a key set, an issuer, or the MCP server. */
export interface KeySearch {
  readonly jwksUri?: string;
  readonly issuer?: string;
  readonly target?: string;
}

/** Why an address is not opened although it is well-formed; `target` is who is taken to have named it. */
function inwardFault(url: string, target: string | undefined): string | undefined {
  if (target === undefined) {
    return isPrivateHost(new URL(url).hostname)
      ? 'The token itself names an address inside a private network. It is not opened on its word alone: give the server URL.'
      : undefined;
  }
  const inward = leadsInward(target, url);
  if (inward === 'link-local')
    return 'The server points to a link-local address, where clouds keep credentials. It is not opened.';
  return inward === 'private' || (urlFault(target) !== undefined && isPrivateHost(new URL(url).hostname))
    ? 'A server on the internet points to an address inside a private network. It is not opened.'
    : undefined;
}

/** Fetches key sets, and what names them. */
export class KeyFinder {
  readonly #capture: Capture;
  readonly #ca: string | undefined;

  constructor(capture: Capture, ca: string | undefined) {
    this.#capture = capture;
    this.#ca = ca;
  }

  /** Looks for the keys from the best known place on. Rejects only for a fault of ours. */
  async find({ jwksUri, issuer, target }: KeySearch): Promise<FoundKeys> {
    const requests: KeyRequest[] = [];
    const get = (url: string) => this.#document(url, target, requests);
    const found = { requests };
    if (jwksUri !== undefined) return { ...found, ...(await this.#keysAt(jwksUri, get)) };
    let known = issuer;
    let resource: string | undefined;
    if (target !== undefined) {
      if (urlFault(target) !== undefined)
        return { ...found, fault: `The server URL ${urlFault(target) ?? ''}.` };
      for (const { url } of protectedResourceCandidates(target)) {
        const metadata = await get(url);
        const [server] = texts(metadata, 'authorization_servers') ?? [];
        if (server === undefined) continue;
        known = server;
        resource = text(metadata, 'resource');
        break;
      }
      known ??= new URL(target).origin;
    }
    if (known === undefined)
      return { ...found, fault: 'Nothing says where the keys are. Give the server URL.' };
    const unsafe = urlFault(known);
    if (unsafe !== undefined)
      return { ...found, fault: `The issuer ${unsafe}, so its keys are not looked for.` };
    for (const { url } of authorizationServerCandidates(known, POLICIES['2026-07-28'])) {
      const metadata = await get(url);
      if (!isJsonObject(metadata)) continue;
      const base = { ...found, issuer: known, ...(resource === undefined ? {} : { resource }) };
      if (metadata['issuer'] !== known) {
        return {
          ...base,
          fault: `The metadata at ${url} speaks for another issuer, so it must not be used.`,
        };
      }
      const uri = metadata['jwks_uri'];
      if (typeof uri !== 'string')
        return { ...base, fault: 'The authorization server publishes no keys (no jwks_uri).' };
      return { ...base, ...(await this.#keysAt(uri, get)) };
    }
    return {
      ...found,
      issuer: known,
      ...(resource === undefined ? {} : { resource }),
      fault: `No metadata of ${known} could be read, so the place of its keys is not known.`,
    };
  }

  async #keysAt(url: string, get: (url: string) => Promise<unknown>): Promise<Partial<FoundKeys>> {
    const document = await get(url);
    return document === undefined ? { url, fault: 'The keys could not be fetched.' } : { url, document };
  }

  /** A JSON document, or `undefined` with the reason among the requests. */
  async #document(url: string, target: string | undefined, requests: KeyRequest[]): Promise<unknown> {
    const refuse = (fault: string, status?: number): undefined => {
      requests.push({ url, fault, ...(status === undefined ? {} : { status }) });
    };
    const unsafe = urlFault(url);
    if (unsafe !== undefined) return refuse(`The address ${unsafe}. It is not opened.`);
    const inward = inwardFault(url, target);
    if (inward !== undefined) return refuse(inward);
    const { response, failure, bodyText } = await this.#capture.send(
      { method: 'GET', url, headers: [['accept', 'application/json, application/jwk-set+json']] },
      {
        bodyLimit: BODY_LIMIT,
        timeout: TIMEOUT,
        bodies: new BodyStore(),
        signal: AbortSignal.timeout(2 * TIMEOUT),
        ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      },
    );
    if (failure || !response) return refuse(failure?.message ?? 'There was no answer.');
    const { status } = response;
    if (status >= 300 && status < 400)
      return refuse('It redirects elsewhere, which is not followed here.', status);
    if (status !== 200) return refuse(`It answered HTTP ${status}.`, status);
    if (response.body?.cut) return refuse('The document is larger than 1 MiB.', status);
    const read = readJson(bodyText);
    if (!('value' in read)) return refuse(read.fault, status);
    requests.push({ url, status });
    return read.value;
  }
}
