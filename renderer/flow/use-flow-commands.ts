import type { RequestContent, EventId, IdentityName, StageId } from '../../shared/trace/event.ts';
import type { MethodInput } from '../../shared/contract.ts';
import { select } from '../view-store.ts';
import { useAsk } from '../use-ask.ts';
import { useSession } from '../session-store.ts';
import { editDraft, flowStore, viewAt } from './flow-store.ts';

/** What a person may ask of the flow; refusals of the engine appear in the notice area. */
export interface FlowCommands {
  readonly step: () => Promise<void>;
  readonly stage: () => Promise<void>;
  readonly run: () => Promise<void>;
  readonly runTo: (stage: StageId) => Promise<void>;
  readonly back: () => Promise<void>;
  readonly move: (to: EventId) => Promise<void>;
  readonly cancel: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly retry: (stage?: StageId) => Promise<void>;
  readonly override: (ruleId: string) => Promise<void>;
  readonly openBrowser: () => Promise<void>;
  readonly answer: (answer: MethodInput<'session.answer'>['answer']) => Promise<boolean>;
  readonly save: (request: RequestContent, send: boolean) => Promise<void>;
  readonly resetDraft: () => Promise<void>;
  readonly setBreakpoints: (breakpoints: {
    stages: readonly StageId[];
    severity: 'error' | 'warning' | null;
  }) => Promise<void>;
}

/** The commands for the session on screen: for the identity on show, or the one that is named. */
export function useFlowCommands(named?: IdentityName): FlowCommands {
  const ask = useAsk();
  const { id, identity } = useSession();
  const whose = { session: id ?? '', identity: named ?? identity };
  const follow = () => {
    // Whatever the person just asked for is what they want to see next.
    select(undefined);
    editDraft(false);
    viewAt(undefined);
  };
  const go = async (until: MethodInput<'session.step'>['until']) => {
    follow();
    await ask('session.step', { ...whose, until });
  };
  return {
    step: () => go({ kind: 'step' }),
    stage: () => go({ kind: 'stage' }),
    run: () => go({ kind: 'end' }),
    runTo: (stage) => go({ kind: 'here', stage }),
    back: async () => {
      follow();
      await ask('session.back', whose);
    },
    move: async (to) => {
      follow();
      await ask('session.move', { session: whose.session, to });
    },
    cancel: async () => {
      await ask('session.cancel', whose);
    },
    restart: async () => {
      follow();
      await ask('session.restart', whose);
    },
    retry: async (stage) => {
      follow();
      await ask('session.retry-stage', { ...whose, ...(stage === undefined ? {} : { stage }) });
    },
    override: async (ruleId) => {
      follow();
      await ask('session.override', { ...whose, ruleId });
    },
    openBrowser: async () => {
      await ask('session.open-browser', whose);
    },
    answer: async (answer) => {
      const done = await ask('session.answer', { ...whose, answer });
      if (done) follow();
      return done !== undefined;
    },
    save: async (request, send) => {
      const done = await ask('session.edit', {
        ...whose,
        request,
      });
      if (!done) return;
      editDraft(false);
      if (send) await go({ kind: 'step' });
    },
    resetDraft: async () => {
      editDraft(false);
      await ask('session.reset-draft', whose);
    },
    setBreakpoints: async ({ stages, severity }) => {
      const done = await ask('session.breakpoints', { ...whose, stages: [...stages], severity });
      if (done) flowStore.setState({ breakpoints: { stages, severity } });
    },
  };
}
