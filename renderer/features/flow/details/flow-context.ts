import { createContext, use } from 'react';
import type { Evidence } from '../../../../shared/trace/event.ts';
import type { Revision } from '../../../../shared/protocol/revision.ts';
import type { Session } from '../../../../shared/trace/session.ts';
import type { ValueIndex } from './value-index.ts';

/** What every part of the details needs: the path on show, its values, and how to jump. */
export interface FlowContextValue {
  readonly session: Session;
  readonly values: ValueIndex;
  readonly revision: Revision;
  /** Selects the event and lights the bytes. */
  readonly show: (evidence: Evidence) => void;
  /** Short name of an event, e.g. `POST /register`. */
  readonly nameOf: (event: number) => string;
}

export const FlowContext = createContext<FlowContextValue | undefined>(undefined);

/** The context of the room. Throws outside of it. */
export function useFlowContext(): FlowContextValue {
  const context = use(FlowContext);
  if (!context) throw new Error('useFlowContext needs a FlowContext above it');
  return context;
}
