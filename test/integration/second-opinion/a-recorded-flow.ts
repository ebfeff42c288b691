import type { Lab } from '../../../electron/lab/lab.ts';
import type { RecordedFlow } from '../../support/replayed-flow.ts';
import { walk } from '../rules/a-walk.ts';
import { NEEDS_MORE } from '../rules/fault-walks.ts';

/** A flow of 2026-07-28 with every answer that there are opinions on, recorded once. */
export async function recordFlow(lab: Lab, fault?: string): Promise<RecordedFlow> {
  if (fault !== undefined) lab.setFault(fault, true);
  const flow = await walk(lab.mcp['modern'] ?? '', {
    settings: { revision: '2026-07-28', registration: 'dcr' },
    actions: [
      NEEDS_MORE,
      { kind: 'refresh' },
      { kind: 'introspect', token: 'access_token' },
      { kind: 'revoke', token: 'refresh_token' },
    ],
  });
  await flow.close();
  if (fault !== undefined) lab.setFault(fault, false);
  return { events: flow.recorder.trace.events, bodies: flow.bodies };
}
