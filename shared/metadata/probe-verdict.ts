// What an answer at a well-known location means, in one sentence, and whether a client of a revision would use it.

import { clientIdFault } from '../protocol/client-metadata.ts';
import { isJsonObject, readJson, text, texts, type JsonObject } from '../protocol/json.ts';
import type { Policy } from '../protocol/policy.ts';
import { authorizationServerCandidates, sameResource } from '../protocol/urls.ts';
import type { ProbeKind, ProbeLocation } from './probe-locations.ts';

/** What came back from one location, as it was seen. */
export interface ProbeAnswer {
  readonly location: ProbeLocation;
  /** Absent when no response came, or nothing was sent. */
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
  readonly cut?: boolean;
  /** Addresses that redirects led to, in order. */
  readonly redirects: readonly string[];
  /** The transport's sentence, or why nothing was sent. */
  readonly failure?: string;
  /** Nothing was sent: the address may not be asked. */
  readonly notSent?: boolean;
  /** Milliseconds from the request to the end of the answer. */
  readonly millis: number;
}

/** `good`: a document that states what it must. `bad`: an answer that misleads a client. `absent`: nothing is there. */
export type ProbeMark = 'good' | 'bad' | 'note' | 'absent';

export interface ProbeResult extends Omit<ProbeAnswer, 'body'> {
  readonly mark: ProbeMark;
  /** One finished sentence. */
  readonly verdict: string;
  /** The document, when the answer is a JSON object. */
  readonly document?: JsonObject;
  /** What the document says it is, beside what it must say. */
  readonly states?: { readonly field: string; readonly value: string; readonly matches: boolean };
  /** Whether a client of the revision would use this answer, and why; absent until every location has answered. */
  readonly use?: { readonly used: boolean; readonly why: string };
}

const FIELD = {
  'resource-challenge': 'resource',
  'resource-path': 'resource',
  'resource-root': 'resource',
  'resource-suffix': 'resource',
  'client-metadata': 'client_id',
} as const satisfies Partial<Record<ProbeKind, string>>;

function fieldOf(kind: ProbeKind): string {
  return kind in FIELD ? FIELD[kind as keyof typeof FIELD] : 'issuer';
}

const isResource = (kind: ProbeKind): boolean => kind.startsWith('resource-');

function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';')[0]?.trim().toLowerCase();
}

/** An answer that is no document: why, and how bad that is. */
function withoutDocument(answer: ProbeAnswer): Pick<ProbeResult, 'mark' | 'verdict'> {
  const { status, failure, notSent, body, cut } = answer;
  if (failure !== undefined) return { mark: notSent === true ? 'note' : 'bad', verdict: failure };
  if (status === undefined) return { mark: 'bad', verdict: 'No answer came.' };
  if (status === 401 || status === 403) {
    return {
      mark: 'bad',
      verdict: `HTTP ${status}: the location asks for credentials; metadata must be readable without.`,
    };
  }
  if (status === 404 || status === 410) return { mark: 'absent', verdict: 'Nothing is here.' };
  if (status >= 300 && status < 400)
    return { mark: 'bad', verdict: `HTTP ${status}: a redirect that leads nowhere.` };
  if (status >= 500)
    return { mark: 'bad', verdict: `HTTP ${status}: the server fails here; some clients stop at that.` };
  if (status !== 200) return { mark: 'absent', verdict: `HTTP ${status}: no document here.` };
  if (cut === true) return { mark: 'bad', verdict: 'The answer is larger than the body limit and was cut.' };
  const type = mediaType(answer.contentType);
  if (type === 'text/html' || /^\s*<(?:!doctype|html)/i.test(body ?? '')) {
    return { mark: 'bad', verdict: '200 HTML page: a catch-all route answers here instead of a document.' };
  }
  if ((body ?? '').trim() === '') return { mark: 'bad', verdict: '200 without a body.' };
  return { mark: 'bad', verdict: `200 ${type ?? 'without a media type'}, but not a JSON object.` };
}

function misplaced(kind: ProbeKind): string | undefined {
  if (kind === 'resource-suffix')
    return 'Suffix-style path: not where the specification looks (RFC 9728 §3.1).';
  if (kind === 'oauth-suffix') return 'Suffix-style path: not where the specification looks (RFC 8414 §3.1).';
  return undefined;
}

function judgeKeys(document: JsonObject): Pick<ProbeResult, 'mark' | 'verdict'> {
  const keys = document['keys'];
  if (!Array.isArray(keys))
    return { mark: 'bad', verdict: 'A JSON object without `keys`: no key set (RFC 7517 §5).' };
  const open = keys.filter((key) => isJsonObject(key) && ['d', 'k'].some((member) => member in key)).length;
  if (open > 0) return { mark: 'bad', verdict: 'The key set publishes a secret key. Withdraw it at once.' };
  const count = keys.length === 1 ? 'One public key' : `${keys.length} public keys`;
  return keys.length === 0
    ? { mark: 'bad', verdict: 'The key set is empty: no signature can be checked.' }
    : { mark: 'good', verdict: `${count}.` };
}

function judgeClient(document: JsonObject, url: string): Pick<ProbeResult, 'mark' | 'verdict'> | undefined {
  const fault = clientIdFault(url);
  if (fault !== undefined) return { mark: 'bad', verdict: fault };
  if ('client_secret' in document) {
    return {
      mark: 'bad',
      verdict: 'The document publishes a `client_secret`, which a client-ID document must not have.',
    };
  }
  const redirects = texts(document, 'redirect_uris') ?? [];
  if (text(document, 'client_name') === undefined || redirects.length === 0) {
    return {
      mark: 'bad',
      verdict: 'The document lacks `client_name` or `redirect_uris`, which it must have.',
    };
  }
  return undefined;
}

function judgeDocument(
  answer: ProbeAnswer,
  document: JsonObject,
): Pick<ProbeResult, 'mark' | 'verdict' | 'states'> {
  const { location } = answer;
  if (location.kind === 'jwks') return judgeKeys(document);
  const field = fieldOf(location.kind);
  const value = text(document, field);
  const expected = location.expected ?? '';
  if (value === undefined) {
    return { mark: 'bad', verdict: `A JSON object without \`${field}\`: no document of this kind.` };
  }
  const matches = isResource(location.kind) ? sameResource(value, expected) : value === expected;
  const states = { field, value, matches };
  if (!matches) {
    return {
      mark: 'bad',
      verdict: `\`${field}\` is another than the one asked about; the document must not be used.`,
      states,
    };
  }
  const elsewhere = misplaced(location.kind);
  if (elsewhere !== undefined) return { mark: 'bad', verdict: elsewhere, states };
  const client = location.kind === 'client-metadata' ? judgeClient(document, location.url) : undefined;
  if (client) return { ...client, states };
  const type = mediaType(answer.contentType);
  if (type === undefined || !/^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type)) {
    return {
      mark: 'note',
      verdict: `A right document, sent as ${type ?? 'no media type'} instead of application/json.`,
      states,
    };
  }
  const away = answer.redirects.some((to) => new URL(to).origin !== new URL(location.url).origin);
  if (away)
    return { mark: 'note', verdict: 'A right document, reached by a redirect to another origin.', states };
  return { mark: 'good', verdict: 'A document that states what it must.', states };
}

/** Judges one answer by itself. */
export function judgeProbe(answer: ProbeAnswer): ProbeResult {
  const { body, ...seen } = answer;
  const json = answer.status === 200 && answer.cut !== true ? readJson(body) : undefined;
  const document = json && 'value' in json && isJsonObject(json.value) ? json.value : undefined;
  if (!document) return { ...seen, ...withoutDocument(answer) };
  return { ...seen, document, ...judgeDocument(answer, document) };
}

interface Plan {
  /** Addresses in the order in which a client asks them; the first document wins. */
  readonly order: readonly string[];
  /** Why no other address counts. */
  readonly otherwise: string;
}

function markUse(results: readonly ProbeResult[], { order, otherwise }: Plan): ProbeResult[] {
  const found = order.find((url) =>
    results.some((result) => result.location.url === url && result.document !== undefined),
  );
  return results.map((result): ProbeResult => {
    const { url } = result.location;
    if (!order.includes(url)) return { ...result, use: { used: false, why: otherwise } };
    if (found === undefined) return { ...result, use: { used: false, why: 'Asked, and gives no document.' } };
    if (url === found) {
      const refused = result.states?.matches === false;
      const why = refused
        ? 'The first document it finds, which it must then refuse.'
        : 'The first document it finds.';
      return { ...result, use: { used: !refused, why } };
    }
    const later = order.indexOf(url) > order.indexOf(found);
    const why = later
      ? 'Not asked: an earlier location has a document.'
      : 'Asked before, and gives no document.';
    return { ...result, use: { used: false, why } };
  });
}

function resourcePlan(results: readonly ProbeResult[], policy: Policy): Plan {
  if (!policy.protectedResourceMetadata) {
    return { order: [], otherwise: `Revision ${policy.revision} knows no protected-resource metadata.` };
  }
  const named = results.find(({ location }) => location.kind === 'resource-challenge');
  if (named)
    return { order: [named.location.url], otherwise: 'Not asked: the challenge names the document.' };
  const order = results
    .filter(({ location }) => location.kind === 'resource-path' || location.kind === 'resource-root')
    .map(({ location }) => location.url);
  return { order, otherwise: 'Not a location of the specification.' };
}

function issuerPlan(issuer: string, results: readonly ProbeResult[], policy: Policy, named: boolean): Plan {
  if (!URL.canParse(issuer)) return { order: [], otherwise: 'Not a URL, so there is nowhere to look.' };
  const origin = results[0]?.location.issuerFrom === 'origin';
  if (origin && policy.protectedResourceMetadata) {
    return {
      order: [],
      otherwise: named
        ? 'The metadata names an authorization server, so the server’s own origin is not asked.'
        : `Revision ${policy.revision} does not take the server’s own origin for its authorization server.`,
    };
  }
  return {
    order: authorizationServerCandidates(issuer, policy).map(({ url }) => url),
    otherwise: `Not a location that revision ${policy.revision} tries for this issuer.`,
  };
}

/** Names a location: two issuers may share an address and expect different documents there. */
export function keyOf({ kind, url, issuer }: ProbeLocation): string {
  return [kind, url, issuer ?? ''].join(' ');
}

/** Says of every result whether a client of the revision would use it. */
export function judgeUse(results: readonly ProbeResult[], policy: Policy): ProbeResult[] {
  const resources = results.filter(({ location }) => isResource(location.kind));
  const uses = new Map<string, ProbeResult>();
  const keep = (judged: readonly ProbeResult[]): void => {
    for (const result of judged) uses.set(keyOf(result.location), result);
  };
  keep(markUse(resources, resourcePlan(resources, policy)));
  const issuers = new Set(results.flatMap(({ location }) => location.issuer ?? []));
  const named = results.some(({ location }) => location.issuerFrom === 'named');
  for (const issuer of issuers) {
    const own = results.filter(({ location }) => location.issuer === issuer && location.kind !== 'jwks');
    keep(markUse(own, issuerPlan(issuer, own, policy, named)));
  }
  return results.map((result) => uses.get(keyOf(result.location)) ?? result);
}
