// Why a call was refused, as the engine reads it from the session: shown wherever a refused call is.

import { useEffect, useState } from 'react';
import type { Diagnosis } from '../../shared/diagnosis/diagnosis.ts';
import type { EventOf } from '../../shared/trace/session.ts';
import { isMcpStep } from '../../shared/protocol/steps.ts';
import { useEngine } from '../engine-context.ts';

/** Whether an exchange is one that a diagnosis may speak of. */
function isRefusedCall({ step, response }: EventOf<'exchange'>): boolean {
  return isMcpStep(step) && (response?.status === 401 || response?.status === 403);
}

/**
 * The diagnosis of one exchange; asked for anew when the session goes on (`head`). Nothing while there is none, and
 * nothing when the engine cannot be asked: the exchange itself says what happened.
 */
export function useDiagnosis(
  session: string | undefined,
  exchange: EventOf<'exchange'> | undefined,
  head: number,
): Diagnosis | undefined {
  const engine = useEngine();
  const id = exchange && isRefusedCall(exchange) ? exchange.id : undefined;
  const [found, setFound] = useState<Diagnosis | null>(null);
  useEffect(() => {
    if (session === undefined || id === undefined || head < id) return undefined;
    let asked = true;
    engine.call('token.diagnose', { session, exchange: id }).then(
      ({ diagnosis }) => asked && setFound(diagnosis),
      () => asked && setFound(null),
    );
    return () => {
      asked = false;
    };
  }, [engine, session, id, head]);
  return found !== null && found.exchange === id ? found : undefined;
}
