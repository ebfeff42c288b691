import { createContext, use } from 'react';
import type { EnginePort } from '../shared/contract.ts';

/** The engine behind whatever transport this page runs on. */
export const EngineContext = createContext<EnginePort | undefined>(undefined);

/** The engine. Throws outside of `EngineContext`. */
export function useEngine(): EnginePort {
  const engine = use(EngineContext);
  if (!engine) throw new Error('useEngine needs an EngineContext above it');
  return engine;
}
