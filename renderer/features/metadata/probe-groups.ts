import type { ProbeResult } from '../../../shared/metadata/probe-verdict.ts';

/** Results that belong together: of the resource, of one issuer, of the keys, of the client. */
export interface ProbeGroup {
  readonly key: string;
  readonly of: 'resource' | 'named' | 'origin' | 'keys' | 'client';
  readonly issuer: string;
  readonly results: readonly ProbeResult[];
}

function groupOf({ location }: ProbeResult): Pick<ProbeGroup, 'of' | 'issuer'> {
  if (location.kind === 'client-metadata') return { of: 'client', issuer: '' };
  if (location.kind === 'jwks') return { of: 'keys', issuer: '' };
  if (location.issuer === undefined) return { of: 'resource', issuer: '' };
  return { of: location.issuerFrom ?? 'named', issuer: location.issuer };
}

/** In the order in which a client goes: resource, issuers, keys; the client's own document last. */
export function groupsOf(results: readonly ProbeResult[]): readonly ProbeGroup[] {
  const groups = new Map<
    string,
    { -readonly [K in keyof ProbeGroup]: ProbeGroup[K] } & { results: ProbeResult[] }
  >();
  for (const result of results) {
    const { of, issuer } = groupOf(result);
    const key = `${of} ${issuer}`;
    const group = groups.get(key);
    if (group) group.results.push(result);
    else groups.set(key, { key, of, issuer, results: [result] });
  }
  const order: readonly ProbeGroup['of'][] = ['resource', 'named', 'origin', 'keys', 'client'];
  return [...groups.values()].sort((a, b) => order.indexOf(a.of) - order.indexOf(b.of));
}
