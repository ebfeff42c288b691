import { useCallback } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { DEFAULT_FORM, readSettings, type FlowSettingsForm } from './flow-settings-form.ts';
import { hideAllSecrets } from './secret-store.ts';
import { useSessionStore } from './session-store.ts';
import { judgeTargetUrl } from '../shared/protocol/target-url.ts';
import { useAsk } from './use-ask.ts';
import { goTo, openDialog, select } from './view-store.ts';

/** What the next Start would use. */
export interface TargetState {
  readonly url: string;
  readonly form: FlowSettingsForm;
  /** Whether `url` was found wanting when the person last tried to start. */
  readonly asked: boolean;
}

export const targetStore = createStore<TargetState>(() => ({ url: '', form: DEFAULT_FORM, asked: false }));

export function useTarget(): TargetState {
  return useStore(targetStore);
}

export function typeUrl(url: string): void {
  targetStore.setState({ url, asked: false });
}

export function changeSettings(change: Partial<FlowSettingsForm>): void {
  targetStore.setState(({ form }) => ({ form: { ...form, ...change } }));
}

/** Opens a session on a target and goes to the Flow room. Resolves to whether it did. */
export type OpenTarget = (url: string, form?: FlowSettingsForm) => Promise<boolean>;

/** The one way to begin: from the target bar, the Home room and the Lab room alike. */
export function useOpenTarget(): OpenTarget {
  const ask = useAsk();
  const show = useShowSession();
  return useCallback<OpenTarget>(
    async (typed, form = targetStore.getState().form) => {
      const judged = judgeTargetUrl(typed);
      const url = judged.kind === 'good' ? judged.url : typed;
      targetStore.setState({ url, form, asked: judged.kind === 'bad' });
      if (judged.kind === 'bad') return false;
      const { settings, secrets, problems } = readSettings(form);
      if (Object.keys(problems).length > 0) {
        openDialog('settings');
        return false;
      }
      const opened = await ask('session.open', {
        target: judged.url,
        settings,
        ...(secrets ? { secrets } : {}),
      });
      if (!opened) return false;
      await show(opened.session);
      return true;
    },
    [ask, show],
  );
}

/** Shows a session of the engine in the Flow room. */
export function useShowSession(): (session: string) => Promise<void> {
  const store = useSessionStore();
  return useCallback(
    async (session) => {
      hideAllSecrets();
      select(undefined);
      goTo('flow');
      await store.show(session);
    },
    [store],
  );
}
