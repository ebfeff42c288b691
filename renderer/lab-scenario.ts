import { useCallback } from 'react';
import type { LabInfo } from '../shared/contract.ts';
import { DEFAULT_FORM, type FlowSettingsForm } from './flow-settings-form.ts';
import { useSessionStore } from './session-store.ts';
import { useOpenTarget } from './target-store.ts';
import { useAsk } from './use-ask.ts';
import { goTo, type Room } from './view-store.ts';

/** One lesson of the lab: a server, and the one thing that is wrong with it, if any. */
export interface Scenario {
  readonly variant: string;
  readonly fault?: string;
}

/** The server a scenario is tried on unless the person chose another: the newest revision, all of it protected. */
export function usualVariant(lab: LabInfo | undefined): string {
  return lab?.variants[0]?.id ?? '';
}

/** Where a fault shows that no flow meets. */
const ROOM_OF = { matrix: 'roles', privacy: 'privacy' } as const satisfies Record<string, Room>;

/** Signed in as the lab's first person without a page: the lesson is in what comes after. */
const AS_ALICE: FlowSettingsForm = {
  ...DEFAULT_FORM,
  login: 'auto',
  extraAuthorizationParameters: 'login_hint=alice',
};

/**
 * Starts the lab when needed, switches exactly the scenario's fault on, and opens its server: in the Flow room, or signed
 * in already in the room where the fault shows.
 */
export function useOpenScenario(): (scenario: Scenario) => Promise<void> {
  const ask = useAsk();
  const open = useOpenTarget();
  const store = useSessionStore();
  return useCallback(
    async ({ variant, fault }) => {
      let lab = await ask('lab.start', {});
      for (const known of lab?.faults ?? []) {
        const on = known.id === fault;
        if (known.on !== on) lab = await ask('lab.fault', { id: known.id, on });
        if (!lab) return;
      }
      const url = lab?.variants.find(({ id }) => id === variant)?.url ?? lab?.variants[0]?.url;
      if (url === undefined) return;
      const part = lab?.faults.find(({ id }) => id === fault)?.shownBy ?? 'flow';
      // A scenario is a fresh client: settings meant for another server would spoil the lesson.
      if (!(await open(url, part === 'flow' ? DEFAULT_FORM : AS_ALICE)) || part === 'flow') return;
      const session = store.getView().id;
      if (session === undefined) return;
      await ask('session.step', { session, until: { kind: 'end' } });
      goTo(ROOM_OF[part]);
    },
    [ask, open, store],
  );
}
