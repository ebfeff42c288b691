import type { EventId, ValueName } from '../../../../shared/trace/event.ts';
import type { Session } from '../../../../shared/trace/session.ts';

type EndpointName = Extract<ValueName, `${string}_endpoint`>;

/** An endpoint of the authorization server in force: one learnt before its issuer was belongs to another server. */
export function currentEndpoint(session: Session, name: EndpointName): string | undefined {
  const issuers = session.values.get('issuer') ?? [];
  const current = issuers.at(-1)?.value;
  // Metadata read again may name the same issuer again: its endpoints stand.
  const before = issuers.findLastIndex((issuer) => issuer.value !== current);
  const issuer: EventId = issuers[before + 1]?.id ?? 0;
  const endpoint = session.values.get(name)?.at(-1);
  return endpoint && endpoint.id > issuer && typeof endpoint.value === 'string' ? endpoint.value : undefined;
}
