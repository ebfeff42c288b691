import { useState } from 'react';
import { useActions } from '../../actions.ts';
import { messageOf } from '../../fault-store.ts';
import { useLab } from '../../lab-state.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useAsk } from '../../use-ask.ts';
import { FaultSwitches } from './fault-switches.tsx';
import { useLabText } from './lab-messages.ts';
import styles from './lab-room.module.css';
import { LabServers } from './lab-servers.tsx';

/** The embedded lab at work. */
export function LabRoom() {
  const l = useLabText();
  const ask = useAsk();
  const { lab, error } = useLab();
  const [busy, setBusy] = useState(false);
  const running = lab?.running === true;

  const toggle = async () => {
    setBusy(true);
    await ask(running ? 'lab.stop' : 'lab.start', {});
    setBusy(false);
  };
  const toggleWords = running ? l('stop') : l('start');
  useActions([
    {
      id: 'lab.toggle',
      title: toggleWords,
      group: l('title'),
      enabled: lab !== undefined && !busy,
      run: () => void toggle(),
    },
  ]);

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>
            {l('title')}
            <Badge tone={running ? 'pass' : 'neutral'}>{running ? l('running') : l('stopped')}</Badge>
          </h1>
          <p className={styles.lead}>{l('lead')}</p>
        </div>
        {running ? (
          <Button busy={busy} onPress={() => void toggle()}>
            {toggleWords}
          </Button>
        ) : null}
      </div>
      {error === undefined ? null : <ErrorNotice message={messageOf(error)} />}
      {lab === undefined && error === undefined ? <Spinner label={l('title')} /> : null}
      {lab && !running ? (
        <EmptyState
          title={l('stoppedTitle')}
          action={
            <Button look="primary" busy={busy} onPress={() => void toggle()}>
              {l('start')}
            </Button>
          }
        >
          {l('stoppedText')}
        </EmptyState>
      ) : null}
      {lab && running ? (
        <div className={styles.columns}>
          <LabServers lab={lab} />
          <FaultSwitches faults={lab.faults} />
        </div>
      ) : null}
    </div>
  );
}
