import { useEffect, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { useStore } from 'zustand';
import { listenToKeys } from './actions.ts';
import { EngineContext } from './engine-context.ts';
import { AppFrame } from './features/frame/app-frame.tsx';
import { i18n, systemLanguage } from './i18n/i18n.ts';
import { secretStore, showSecret } from './secret-store.ts';
import { SessionStoreContext, type SessionStore } from './session-store.ts';
import type { Transport } from './transport/transport.ts';
import { SecretsContext } from './ui/secrets-context.ts';
import { showFault } from './fault-store.ts';
import { keepView, useView } from './view-store.ts';

export interface AppProps {
  readonly transport: Transport;
  readonly store: SessionStore;
}

/** The program in its contexts. */
export function App({ transport, store }: AppProps) {
  const theme = useView((view) => view.theme);
  const chosen = useView((view) => view.language);
  const language = chosen === 'system' ? systemLanguage() : chosen;
  const { shown, presenting } = useStore(secretStore);

  useEffect(keepView, []);
  useEffect(() => listenToKeys(window), []);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language;
    void i18n.changeLanguage(language);
  }, [language]);

  const secrets = useMemo(
    () => ({
      textOf: (label: string) => shown[label],
      reveal: (label: string) => {
        const session = store.getView().id;
        if (session === undefined || presenting) return;
        transport.call('secret.reveal', { session, label }).then(
          ({ text }) => showSecret(label, text),
          (error: unknown) => showFault(error, 'secret.reveal'),
        );
      },
      hide: (label: string) =>
        secretStore.setState((state) => ({
          shown: Object.fromEntries(Object.entries(state.shown).filter(([name]) => name !== label)),
        })),
      locked: presenting,
    }),
    [shown, presenting, store, transport],
  );

  return (
    <I18nProvider locale={language}>
      <EngineContext value={transport}>
        <SessionStoreContext value={store}>
          <SecretsContext value={secrets}>
            <AppFrame transport={transport} />
          </SecretsContext>
        </SessionStoreContext>
      </EngineContext>
    </I18nProvider>
  );
}
