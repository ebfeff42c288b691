// Asks every well-known location of a target and its issuers. Never part of a flow: a client asks these in order and
// stops at the first document, so nothing here is recorded in a trace or judged by the rules of the flow.

import type { Policy } from '../../shared/protocol/policy.ts';
import { texts } from '../../shared/protocol/json.ts';
import { leadsInward, urlFault } from '../../shared/protocol/urls.ts';
import { issuerLocations, resourceLocations } from '../../shared/metadata/probe-locations.ts';
import type { ProbeLocation } from '../../shared/metadata/probe-locations.ts';
import { judgeProbe, judgeUse } from '../../shared/metadata/probe-verdict.ts';
import type { ProbeAnswer, ProbeResult } from '../../shared/metadata/probe-verdict.ts';
import type { HeaderLine, RequestContent } from '../../shared/trace/event.ts';
import { BodyStore } from './capture/bodies.ts';
import type { Capture } from './capture/capture.ts';
import { decideRedirect } from './capture/redirects.ts';

/** Requests under way at once: a person watches, and the server is somebody else's. */
const AT_ONCE = 2;
/** Issuers asked; a document that names more is made to keep a client busy. */
const MOST_ISSUERS = 8;
/** Bytes of a document. None of these is ever near it, whatever limit the flow has. */
const LARGEST_DOCUMENT = 1024 * 1024;

export interface ProbeRequest {
  /** A checked URL. */
  readonly target: string;
  readonly policy: Policy;
  /** Issuers known before, from a session. */
  readonly issuers: readonly string[];
  readonly challenge?: string;
  readonly clientMetadataUrl?: string;
  readonly timeout: number;
  readonly bodyLimit: number;
  readonly ca?: string;
}

export interface ProbePorts {
  readonly capture: Capture;
  readonly signal: AbortSignal;
  readonly onResult?: (result: ProbeResult, planned: number) => void;
}

type Reply = Omit<ProbeAnswer, 'location'>;

/** Runs at most `AT_ONCE` pieces of work at the same time, in the order they were given. */
function limited(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** Why an address that a server named may not be asked, as a sentence; `undefined` when it may. */
function refusal(url: string, target: string): string | undefined {
  if (!URL.canParse(url)) return `Not asked: “${url.slice(0, 200)}” is not an absolute URL.`;
  const [asked, typed] = [new URL(url), new URL(target)];
  if (asked.username !== '' || asked.password !== '')
    return 'Not asked: the address carries a user name or a password.';
  // What the person typed is meant, also where a document could not lead.
  if (asked.origin === typed.origin) return undefined;
  const fault = urlFault(url);
  if (fault !== undefined) return `Not asked: the address ${fault}.`;
  const inward = leadsInward(target, url);
  if (inward === 'private')
    return 'Not asked: a server on the internet points to an address inside a private network.';
  return inward === 'link-local' ? 'Not asked: the address is link-local, and the server is not.' : undefined;
}

class Probe {
  readonly #request: ProbeRequest;
  readonly #ports: ProbePorts;
  readonly #bodies = new BodyStore();
  readonly #limited = limited();
  /** Two issuers may share a location: it is asked once. */
  readonly #replies = new Map<string, Promise<Reply>>();
  #planned = 0;

  constructor(request: ProbeRequest, ports: ProbePorts) {
    this.#request = request;
    this.#ports = ports;
  }

  async round(locations: readonly ProbeLocation[]): Promise<ProbeResult[]> {
    this.#planned += locations.length;
    const results = await Promise.all(
      locations.map(async (location) => {
        const reply = await this.#reply(location.url);
        if (!reply) return undefined;
        const result = judgeProbe({ location, ...reply });
        this.#ports.onResult?.(result, this.#planned);
        return result;
      }),
    );
    return results.filter((result) => result !== undefined);
  }

  /** `undefined` when the probe was cancelled before the answer. */
  async #reply(url: string): Promise<Reply | undefined> {
    let reply = this.#replies.get(url);
    if (!reply) {
      reply = this.#limited(() => this.#ask(url));
      this.#replies.set(url, reply);
    }
    const answered = await reply;
    return this.#ports.signal.aborted && answered.status === undefined ? undefined : answered;
  }

  async #ask(url: string): Promise<Reply> {
    const { target, policy, timeout, bodyLimit, ca } = this.#request;
    const { capture, signal } = this.#ports;
    const refused = refusal(url, target);
    if (refused !== undefined) return { redirects: [], failure: refused, notSent: true, millis: 0 };
    const headers: HeaderLine[] = [['accept', 'application/json']];
    if (policy.protocolVersionInDiscovery) headers.push(['mcp-protocol-version', policy.revision]);
    const chain: RequestContent[] = [{ method: 'GET', url, headers }];
    const redirects: string[] = [];
    let millis = 0;
    for (;;) {
      const request = chain.at(-1) ?? { method: 'GET', url, headers };
      const { response, failure, bodyText, timing } = await capture.send(request, {
        bodyLimit: Math.min(bodyLimit, LARGEST_DOCUMENT),
        timeout,
        signal,
        bodies: this.#bodies,
        ...(ca === undefined ? {} : { ca }),
      });
      millis += timing.total;
      if (failure || !response) {
        return { redirects, millis, failure: failure?.message ?? 'No answer came.' };
      }
      const decision = decideRedirect(chain, response);
      if (decision.kind === 'follow') {
        const to = decision.request.url;
        redirects.push(to);
        const away = refusal(to, target);
        if (away !== undefined)
          return { redirects, millis, status: response.status, failure: away, notSent: true };
        chain.push(decision.request);
        continue;
      }
      if (decision.kind === 'refuse')
        return { redirects, millis, status: response.status, failure: decision.message };
      const contentType = response.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
      return {
        redirects,
        millis,
        status: response.status,
        ...(contentType === undefined ? {} : { contentType }),
        ...(bodyText === undefined ? {} : { body: bodyText }),
        ...(response.body?.cut === true ? { cut: true } : {}),
      };
    }
  }
}

/**
 * An issuer that cannot be one has no locations; it stands for itself, so that a person sees it was named. The
 * locations are made of the origin, so a user name would silently be lost.
 */
function locationsOf(issuer: string, from: 'named' | 'origin'): ProbeLocation[] {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    ? issuerLocations(issuer, from)
    : [{ kind: 'oauth-root', url: issuer, expected: issuer, issuer, issuerFrom: from }];
}

/**
 * Asks the resource's locations, then those of every issuer named, then the keys that the documents advertise.
 * Resolves also when cancelled, with what has answered until then.
 */
export async function probeMetadata(
  request: ProbeRequest,
  ports: ProbePorts,
): Promise<{ readonly results: readonly ProbeResult[]; readonly omitted: readonly string[] }> {
  const { target, policy, clientMetadataUrl } = request;
  const probe = new Probe(request, ports);
  const first = await probe.round([
    ...resourceLocations(target, request.challenge),
    ...(clientMetadataUrl === undefined
      ? []
      : [{ kind: 'client-metadata', url: clientMetadataUrl, expected: clientMetadataUrl } as const]),
  ]);
  const listed = first.flatMap(({ document }) => texts(document, 'authorization_servers') ?? []);
  const named = [...new Set([...request.issuers, ...listed])];
  const { origin } = new URL(target);
  const issuers = named.slice(0, MOST_ISSUERS);
  const isNamed = issuers.some((issuer) => issuer === origin || issuer === `${origin}/`);
  const second = await probe.round([
    ...issuers.flatMap((issuer) => locationsOf(issuer, 'named')),
    ...(isNamed ? [] : locationsOf(origin, 'origin')),
  ]);
  const keys = new Map<string, ProbeLocation>();
  for (const { document, location } of second) {
    const url = document?.['jwks_uri'];
    if (typeof url !== 'string' || keys.size === MOST_ISSUERS) continue;
    const { issuer } = location;
    if (!keys.has(url)) keys.set(url, { kind: 'jwks', url, ...(issuer === undefined ? {} : { issuer }) });
  }
  const third = await probe.round([...keys.values()]);
  return {
    results: judgeUse([...first, ...second, ...third], policy),
    omitted: named.slice(MOST_ISSUERS),
  };
}
