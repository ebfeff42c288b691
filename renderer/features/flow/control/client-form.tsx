import { useState } from 'react';
import type { ClientAuthMethod } from '../../../../shared/trace/event.ts';
import { Button } from '../../../ui/button.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useFlowText } from '../flow-messages.ts';
import styles from './control.module.css';
import type { FlowCommands } from '../../../flow/use-flow-commands.ts';

const METHODS: readonly ClientAuthMethod[] = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
];

export interface ClientFormProps {
  readonly why: string;
  readonly isDisabled: boolean;
  readonly onAnswer: FlowCommands['answer'];
}

/** Asks for a client that is registered already. What is secret goes to the engine once and is not kept here. */
export function ClientForm({ why, isDisabled, onAnswer }: ClientFormProps) {
  const t = useFlowText();
  const [clientId, setClientId] = useState('');
  const [clientAuth, setClientAuth] = useState<ClientAuthMethod>('none');
  const [secret, setSecret] = useState('');
  const wantsSecret = clientAuth !== 'none';
  const isKey = clientAuth === 'private_key_jwt';
  const complete = clientId.trim() !== '' && (!wantsSecret || secret !== '');
  return (
    <section className={styles.panel} data-tone="accent" aria-label={t('client.name')}>
      <form
        className={styles.panelText}
        onSubmit={(event) => {
          event.preventDefault();
          if (!complete) return;
          const secrets = isKey ? { privateKey: secret } : { clientSecret: secret };
          void onAnswer({
            kind: 'client-information',
            clientId: clientId.trim(),
            clientAuth,
            ...(wantsSecret ? { secrets } : {}),
          });
        }}
      >
        <p className={styles.panelTitle}>{t('client.title')}</p>
        <p className={styles.quiet}>{why}</p>
        <div className={styles.formLine}>
          <TextField label={t('client.id')} mono isRequired value={clientId} onChange={setClientId} />
          <Select
            label={t('client.auth')}
            options={METHODS.map((id) => ({ id, title: id }))}
            selected={clientAuth}
            onSelect={(method) => {
              setClientAuth(method);
              setSecret('');
            }}
          />
          {wantsSecret ? (
            <TextField
              className={styles.grow ?? ''}
              label={isKey ? t('client.key') : t('client.secret')}
              mono
              isRequired
              {...(isKey ? { rows: 3 } : { type: 'password' as const })}
              value={secret}
              onChange={setSecret}
            />
          ) : null}
          <Button
            type="submit"
            look="primary"
            className={styles.formButton ?? ''}
            isDisabled={isDisabled || !complete}
          >
            {t('client.use')}
          </Button>
        </div>
      </form>
    </section>
  );
}
