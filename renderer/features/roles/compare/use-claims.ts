import { useEffect, useState } from 'react';
import type { JsonObject } from '../../../../shared/protocol/json.ts';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';

/** What a token of the session claims; `undefined` until it is known, and when it claims nothing. */
export function useClaims(label: string | undefined): JsonObject | undefined {
  const engine = useEngine();
  const { id: session } = useSession();
  const [known, setKnown] = useState<{ readonly label: string; readonly claims: JsonObject | undefined }>();
  useEffect(() => {
    if (label === undefined || session === undefined) return undefined;
    let gone = false;
    engine.call('token.inspect', { session, token: { label } }).then(
      ({ claims }) => {
        if (!gone) setKnown({ label, claims });
      },
      // A saved run has no tokens in it; then there is nothing to tell.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [engine, session, label]);
  return known?.label === label ? known?.claims : undefined;
}
