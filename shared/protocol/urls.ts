// Which URLs may be used, and which well-known URLs are built from which identifiers.

import type { StepId } from '../trace/event.ts';
import type { Policy } from './policy.ts';

/** What was parsed lately: many rules look at the same few URLs and hosts. */
const REMEMBERED = 64;
const parsed = new Map<string, URL | undefined>();

/** A URL that may be looked at and not changed; `undefined` when the text is none. */
export function parsedUrl(text: string): Readonly<URL> | undefined {
  if (parsed.has(text)) return parsed.get(text);
  const url = URL.parse(text) ?? undefined;
  if (parsed.size === REMEMBERED) parsed.clear();
  parsed.set(text, url);
  return url;
}

/** The four numbers of an IPv4 address, also of one inside an IPv6 address (RFC 4291 §2.5.5.2, RFC 6052 §2.1). */
function ipv4Of(host: string): readonly number[] | undefined {
  const plain = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (plain) return plain.slice(1).map(Number);
  const mapped = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (!mapped) return undefined;
  const [high, low] = mapped.slice(1).map((group) => Number.parseInt(group, 16)) as [number, number];
  return [high >> 8, high & 255, low >> 8, low & 255];
}

/** A host as `URL` writes it, without brackets and without the root's dot. */
function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/**
 * How far a host is: on this machine (RFC 8252 §7.3; RFC 6761 §6.3), on one link (RFC 3927; RFC 4291 §2.5.6: among these
 * addresses are those at which clouds hand a machine its credentials), inside a network, or anywhere. Only literal
 * addresses are judged: names are not resolved.
 */
type Reach = 'loopback' | 'link' | 'network' | 'anywhere';

const reaches = new Map<string, Reach>();

function reachOf(hostname: string): Reach {
  const known = reaches.get(hostname);
  if (known !== undefined) return known;
  const reach = readReach(bareHost(hostname));
  if (reaches.size === REMEMBERED) reaches.clear();
  reaches.set(hostname, reach);
  return reach;
}

function readReach(host: string): Reach {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return 'loopback';
  const [a, b = 0] = ipv4Of(host) ?? [];
  if (a === 127) return 'loopback';
  if ((a === 169 && b === 254) || /^fe[89ab][0-9a-f]:/.test(host)) return 'link';
  const isShared = a === 100 && b >= 64 && b <= 127;
  if (a === 0 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || isShared)
    return 'network';
  // Unspecified, and unique local addresses (fc00::/7).
  return host === '::' || /^f[cd][0-9a-f]{2}:/.test(host) ? 'network' : 'anywhere';
}

/** Host names and addresses that never leave the machine (RFC 8252 §7.3; RFC 6761 §6.3). */
export function isLoopbackHost(hostname: string): boolean {
  return reachOf(hostname) === 'loopback';
}

/** Loopback, private, link-local, shared and unspecified address literals; names are not resolved here. */
export function isPrivateHost(hostname: string): boolean {
  return reachOf(hostname) !== 'anywhere';
}

/**
 * Whether a server leads a client to where the server itself could not go: from outside to an address inside a network,
 * or from anywhere to one of a single link. Whoever inspects a server of this machine or network expects it to name its
 * neighbours. URLs that cannot be read lead nowhere.
 */
export function leadsInward(from: string, to: string): 'private' | 'link-local' | undefined {
  const [server, named] = [parsedUrl(from)?.hostname, parsedUrl(to)?.hostname];
  if (server === undefined || named === undefined) return undefined;
  if (reachOf(named) === 'link') return reachOf(server) === 'link' ? undefined : 'link-local';
  return isPrivateHost(named) && !isPrivateHost(server) ? 'private' : undefined;
}

/** Why a server-given URL may not be used, as a sentence part; undefined when it may. */
export function urlFault(url: unknown): string | undefined {
  if (typeof url !== 'string') return 'is not a string';
  const address = parsedUrl(url);
  if (!address) return 'is not an absolute URL';
  if (address.protocol === 'https:') return undefined;
  if (address.protocol !== 'http:') {
    return `uses the scheme "${address.protocol.slice(0, -1)}", which is never opened`;
  }
  if (!isLoopbackHost(address.hostname)) return 'is plain http outside this machine';
  return undefined;
}

/** True when only the missing TLS speaks against a URL: `http:` to a host that is not loopback. */
export function isPlainHttp(url: string): boolean {
  const address = parsedUrl(url);
  return address?.protocol === 'http:' && !isLoopbackHost(address.hostname);
}

/** A URL to try, with the step that tries it. */
export interface Candidate {
  readonly step: StepId;
  readonly url: string;
}

/** `https://h/x` → `/x`; a lone `/` counts as no path (RFC 9728 §3.1, RFC 8414 §3.1). */
function pathOf(url: URL): string {
  return url.pathname === '/' ? '' : url.pathname;
}

/**
 * Protected-resource metadata locations of an MCP endpoint, in the order they are tried.
 * @see RFC 9728 §3.1; MCP 2026-07-28 authorization-server-discovery, "Protected Resource Metadata Discovery"
 */
export function protectedResourceCandidates(endpoint: string): Candidate[] {
  const url = new URL(endpoint);
  const path = pathOf(url);
  const root = `${url.origin}/.well-known/oauth-protected-resource`;
  const candidates: Candidate[] = [];
  if (path !== '' || url.search !== '')
    candidates.push({ step: 'prm-path', url: `${root}${path}${url.search}` });
  candidates.push({ step: 'prm-root', url: root });
  return candidates;
}

/**
 * The resource identifier a well-known document found at `step` must state (RFC 9728 §3.3).
 * A path document speaks for the endpoint, a root document for the origin, one named by a challenge for the URL requested.
 */
export function expectedResource(endpoint: string, step: StepId): string {
  return step === 'prm-root' ? new URL(endpoint).origin : endpoint;
}

/** Equal as RFC 9728 identifiers. A root identifier may be written with or without its slash: both name one URL. */
export function sameResource(a: string, b: string): boolean {
  return a === b || rootless(a) === rootless(b);
}

function rootless(identifier: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+\/$/i.test(identifier) ? identifier.slice(0, -1) : identifier;
}

/** Same origin and `prefix` is a path prefix of `endpoint` on a segment border: what the official SDKs tolerate. */
export function isPathPrefix(prefix: string, endpoint: string): boolean {
  const [a, b] = [parsedUrl(prefix), parsedUrl(endpoint)];
  if (!a || !b || a.origin !== b.origin) return false;
  const withSlash = (path: string): string => (path.endsWith('/') ? path : `${path}/`);
  return withSlash(b.pathname).startsWith(withSlash(a.pathname));
}

/**
 * Metadata locations of an issuer, in the order they are tried.
 * @see RFC 8414 §3.1; OpenID Discovery §4; MCP 2025-11-25 "Authorization Server Metadata Discovery"
 */
export function authorizationServerCandidates(issuer: string, policy: Policy): Candidate[] {
  const url = new URL(issuer);
  const path = pathOf(url).replace(/\/$/, '');
  const at = (suffix: string): string => `${url.origin}/.well-known/${suffix}`;
  if (path === '') {
    const oauth: Candidate = { step: 'as-oauth-root', url: at('oauth-authorization-server') };
    return policy.openidDiscovery
      ? [oauth, { step: 'as-openid-root', url: at('openid-configuration') }]
      : [oauth];
  }
  const oauth: Candidate = { step: 'as-oauth-path', url: `${at('oauth-authorization-server')}${path}` };
  if (!policy.openidDiscovery) return [oauth];
  return [
    oauth,
    { step: 'as-openid-path-inserted', url: `${at('openid-configuration')}${path}` },
    { step: 'as-openid-path-appended', url: `${url.origin}${path}/.well-known/openid-configuration` },
  ];
}
