import { useEffect, useState } from 'react';
import type { AppInfo } from '../shared/contract.ts';
import { useEngine } from './engine-context.ts';

/** What the host is and can do; nothing until it has answered. */
export function useHostInfo(): AppInfo | undefined {
  const engine = useEngine();
  const [info, setInfo] = useState<AppInfo>();
  useEffect(() => {
    let gone = false;
    engine.call('app.info', {}).then(
      (told) => {
        if (!gone) setInfo(told);
      },
      // An engine that cannot even say what it is shows that by the connection strip.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [engine]);
  return info;
}
