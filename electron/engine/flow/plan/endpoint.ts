import type { EventId, ValueName } from '../../../../shared/trace/event.ts';
import type { Session } from '../../../../shared/trace/session.ts';

type EndpointName = Extract<ValueName, `${string}_endpoint`>;

/** An endpoint of the authorization server in force: one learnt before its issuer was belongs to another server. */
export function currentEndpoint(session: Session, name: EndpointName): string | undefined {
  const issuer: EventId = session.values.get('issuer')?.at(-1)?.id ?? 0;
  const endpoint = session.values.get(name)?.at(-1);
  return endpoint && endpoint.id > issuer && typeof endpoint.value === 'string' ? endpoint.value : undefined;
}
