import { useCallback } from 'react';
import type { LabInfo } from '../shared/contract.ts';
import { DEFAULT_FORM, type FlowSettingsForm } from './flow-settings-form.ts';
import { useOpenTarget } from './target-store.ts';
import { useAsk } from './use-ask.ts';

/** One lesson of the lab: a server, and the one thing that is wrong with it, if any. */
export interface Scenario {
  readonly variant: string;
  readonly fault?: string;
}

/** The server a scenario is tried on unless the person chose another: the newest revision, all of it protected. */
export function usualVariant(lab: LabInfo | undefined): string {
  return lab?.variants[0]?.id ?? '';
}

/** Starts the lab when needed, switches exactly the scenario's fault on, and opens its server in the Flow room. */
export function useOpenScenario(): (scenario: Scenario) => Promise<void> {
  const ask = useAsk();
  const open = useOpenTarget();
  return useCallback(
    async ({ variant, fault }) => {
      let lab = await ask('lab.start', {});
      for (const known of lab?.faults ?? []) {
        const on = known.id === fault;
        if (known.on !== on) lab = await ask('lab.fault', { id: known.id, on });
        if (!lab) return;
      }
      const url = lab?.variants.find(({ id }) => id === variant)?.url ?? lab?.variants[0]?.url;
      // A scenario is a fresh client: settings meant for another server would spoil the lesson.
      const form: FlowSettingsForm = DEFAULT_FORM;
      if (url !== undefined) await open(url, form);
    },
    [ask, open],
  );
}
