import { useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { EnginePort } from '../shared/contract.ts';
import { registerActions } from './actions.ts';
import { showFault } from './fault-store.ts';
import { useText } from './i18n/messages.ts';
import { secretStore, showSecret } from './secret-store.ts';
import type { SessionStore } from './session-store.ts';
import { SecretsContext, type Secrets } from './ui/secrets-context.ts';

export interface SecretsProviderProps {
  readonly engine: EnginePort;
  readonly store: SessionStore;
  readonly children: ReactNode;
}

/** Tells the kit what is revealed, and fetches from the engine what a person asks for, each time anew. */
export function SecretsProvider({ engine, store, children }: SecretsProviderProps) {
  const t = useText();
  const { shown, presenting } = useStore(secretStore);
  // A saved trace holds names instead of secrets.
  const held = useSyncExternalStore(store.subscribe, () => store.getView().summary?.live === true);
  const group = t('group.secret');

  const secrets = useMemo((): Secrets => {
    const copyPlain: Secrets['copyPlain'] = async (text, exact) => {
      const session = store.getView().id;
      if (session === undefined) return false;
      try {
        const plain = (await exact?.()) ?? (await engine.call('secret.unmask', { session, text })).text;
        // Presenter mode may have begun while the engine was asked.
        if (secretStore.getState().presenting) return false;
        await navigator.clipboard.writeText(plain);
        return true;
      } catch (error) {
        showFault(error, 'secret.unmask');
        return false;
      }
    };
    return {
      textOf: (label) => shown[label],
      reveal: (label) => {
        const session = store.getView().id;
        if (session === undefined || presenting) return;
        engine.call('secret.reveal', { session, label }).then(
          ({ text }) => showSecret(label, text),
          (error: unknown) => showFault(error, 'secret.reveal'),
        );
      },
      hide: (label) =>
        secretStore.setState((state) => ({
          shown: Object.fromEntries(Object.entries(state.shown).filter(([name]) => name !== label)),
        })),
      locked: presenting,
      ...(held && !presenting ? { copyPlain } : {}),
      offer: (copy) => registerActions([{ ...copy, group }]),
    };
  }, [shown, presenting, held, store, engine, group]);

  return <SecretsContext value={secrets}>{children}</SecretsContext>;
}
