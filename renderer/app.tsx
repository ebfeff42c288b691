import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { listenToKeys } from './actions.ts';
import { EngineContext } from './engine-context.ts';
import { AppFrame } from './features/frame/app-frame.tsx';
import { i18n, systemLanguage } from './i18n/i18n.ts';
import { SecretsProvider } from './secrets-provider.tsx';
import { SessionStoreContext, type SessionStore } from './session-store.ts';
import type { Transport } from './transport/transport.ts';
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

  return (
    <I18nProvider locale={language}>
      <EngineContext value={transport}>
        <SessionStoreContext value={store}>
          <SecretsProvider engine={transport} store={store}>
            <AppFrame transport={transport} />
          </SecretsProvider>
        </SessionStoreContext>
      </EngineContext>
    </I18nProvider>
  );
}
