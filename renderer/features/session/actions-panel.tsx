import ChevronDown from 'lucide-react/icons/chevron-down';
import { useState } from 'react';
import type { SessionAction } from '../../../shared/trace/event.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { useActions } from '../../actions.ts';
import type { SessionView } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useSessionText } from './session-messages.ts';
import styles from './session-room.module.css';
import { StepUpDialog } from './step-up-dialog.tsx';
import { canAct, useAct } from './use-act.ts';

/** What can be done with the tokens. */
export function ActionsPanel({ view }: { readonly view: SessionView }) {
  const s = useSessionText();
  const act = useAct();
  const [steppingUp, setSteppingUp] = useState(false);
  const { session } = view;
  const ready = canAct(view);
  const has = (name: Parameters<typeof latestText>[1]) => latestText(session, name) !== undefined;
  const access = ready && has('access_token');
  const refresh = ready && has('refresh_token');
  const run = (action: SessionAction) => () => void act(action);

  const offers = [
    { id: 'session.refresh', title: s('actions.refresh'), enabled: refresh, run: run({ kind: 'refresh' }) },
    {
      id: 'session.introspect-access',
      title: s('actions.introspectAccess'),
      enabled: access && has('introspection_endpoint'),
      run: run({ kind: 'introspect', token: 'access_token' }),
    },
    {
      id: 'session.introspect-refresh',
      title: s('actions.introspectRefresh'),
      enabled: refresh && has('introspection_endpoint'),
      run: run({ kind: 'introspect', token: 'refresh_token' }),
    },
    {
      id: 'session.revoke-access',
      title: s('actions.revokeAccess'),
      enabled: access && has('revocation_endpoint'),
      run: run({ kind: 'revoke', token: 'access_token' }),
    },
    {
      id: 'session.revoke-refresh',
      title: s('actions.revokeRefresh'),
      enabled: refresh && has('revocation_endpoint'),
      run: run({ kind: 'revoke', token: 'refresh_token' }),
    },
    { id: 'session.step-up', title: s('actions.stepUp'), enabled: ready, run: () => setSteppingUp(true) },
    { id: 'session.sign-out', title: s('actions.signOut'), enabled: access, run: run({ kind: 'sign-out' }) },
  ] as const;
  useActions(offers.map((offer) => ({ ...offer, group: s('title') })));

  const [refreshOffer, introspectAccess, introspectRefresh, revokeAccess, revokeRefresh, stepUp, signOut] =
    offers;
  const entries = (...list: readonly (typeof offers)[number][]) =>
    list.map(({ id, title, enabled, run }) => ({ id, title, isDisabled: !enabled, run }));
  return (
    <section className={styles.section} aria-labelledby="actions">
      <h2 id="actions">{s('actions.title')}</h2>
      <div className={styles.actions}>
        <Button isDisabled={!refreshOffer.enabled} onPress={refreshOffer.run}>
          {refreshOffer.title}
        </Button>
        <Button isDisabled={!stepUp.enabled} onPress={stepUp.run}>
          {stepUp.title}
        </Button>
        <Menu label={s('actions.introspect')} entries={entries(introspectAccess, introspectRefresh)}>
          <Button
            icon={<ChevronDown size={14} aria-hidden />}
            isDisabled={!introspectAccess.enabled && !introspectRefresh.enabled}
          >
            {s('actions.introspect')}
          </Button>
        </Menu>
        <Menu label={s('actions.revoke')} entries={entries(revokeAccess, revokeRefresh)}>
          <Button
            icon={<ChevronDown size={14} aria-hidden />}
            isDisabled={!revokeAccess.enabled && !revokeRefresh.enabled}
          >
            {s('actions.revoke')}
          </Button>
        </Menu>
        <Button danger isDisabled={!signOut.enabled} onPress={signOut.run}>
          {signOut.title}
        </Button>
      </div>
      {steppingUp ? (
        <StepUpDialog
          session={session}
          onClose={() => setSteppingUp(false)}
          onStart={(scope) => {
            setSteppingUp(false);
            void act({ kind: 'step-up', scope });
          }}
        />
      ) : null}
    </section>
  );
}
