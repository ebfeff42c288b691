import { useState } from 'react';
import type { LabFaultInfo } from '../../../shared/contract.ts';
import { STAGES } from '../../../shared/trace/event.ts';
import { useText } from '../../i18n/messages.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAsk } from '../../use-ask.ts';
import { useLabText } from './lab-messages.ts';
import styles from './lab-room.module.css';

/** Every fault of the lab; a switch takes effect at once. */
export function FaultSwitches({ faults }: { readonly faults: readonly LabFaultInfo[] }) {
  const t = useText();
  const l = useLabText();
  const ask = useAsk();
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase().split(/\s+/);
  const matching = faults.filter((fault) => {
    const text = `${fault.id} ${fault.title} ${fault.description} ${fault.trips.join(' ')}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const on = faults.filter((fault) => fault.on);
  const allOff = async () => {
    for (const fault of on) await ask('lab.fault', { id: fault.id, on: false });
  };

  return (
    <section aria-labelledby="lab-faults">
      <div className={styles.sectionHead}>
        <h2 id="lab-faults">{l('faults')}</h2>
        {on.length === 0 ? null : <Badge tone="warning">{l('faultsOn', { count: on.length })}</Badge>}
        <span className={styles.spring} />
        <TextField
          label={l('filter')}
          hideLabel
          placeholder={l('filter')}
          className={styles.filter ?? ''}
          value={words}
          onChange={setWords}
        />
        <Button isDisabled={on.length === 0} onPress={() => void allOff()}>
          {l('allOff')}
        </Button>
      </div>
      {matching.length === 0 ? <p className={styles.text}>{l('none')}</p> : null}
      {STAGES.map((stage) => ({ stage, faults: matching.filter((fault) => fault.stage === stage) }))
        .filter(({ faults }) => faults.length > 0)
        .map(({ stage, faults }) => (
          <div key={stage}>
            <h3 className={styles.group}>{t(`stage.${stage}`)}</h3>
            <ul className={styles.list}>
              {faults.map((fault) => (
                <li key={fault.id} className={styles.fault}>
                  <Switch
                    isSelected={fault.on}
                    onChange={(selected) => void ask('lab.fault', { id: fault.id, on: selected })}
                  >
                    <span>
                      <span className={styles.name}>
                        {fault.title}
                        {fault.refuses ? <Badge>{l('refuses')}</Badge> : null}
                      </span>
                      <span className={styles.text}>{fault.description}</span>
                      <span className={styles.rules}>
                        {fault.id} → {fault.trips.join(', ')}
                      </span>
                    </span>
                  </Switch>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
