import { useState } from 'react';
import type { LabFaultInfo } from '../../../shared/contract.ts';
import { useFaultGroupTitle, useFaultText } from '../../lab-fault-messages.ts';
import { FAULT_PARTS, groupFaults, type FaultPart } from '../../lab-faults.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAsk } from '../../use-ask.ts';
import { useLabText } from './lab-messages.ts';
import styles from './lab-room.module.css';

/** Every fault of the lab, by the part of Keyhole that meets it; a switch takes effect at once. */
export function FaultSwitches({ faults }: { readonly faults: readonly LabFaultInfo[] }) {
  const l = useLabText();
  const f = useFaultText();
  const ask = useAsk();
  const [words, setWords] = useState('');
  const [part, setPart] = useState<FaultPart | 'all'>('all');
  const wanted = words.toLowerCase().split(/\s+/);
  const matching = faults.filter((fault) => {
    const text = `${fault.id} ${fault.title} ${fault.description} ${fault.trips.join(' ')}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const on = faults.filter((fault) => fault.on);
  const allOff = async () => {
    for (const fault of on) await ask('lab.fault', { id: fault.id, on: false });
  };
  const shown = FAULT_PARTS.filter(
    (id) => (part === 'all' || part === id) && matching.some(({ shownBy }) => shownBy === id),
  );

  return (
    <section aria-labelledby="lab-faults">
      <div className={styles.sectionHead}>
        <h2 id="lab-faults">{l('faults')}</h2>
        {on.length === 0 ? null : <Badge tone="warning">{l('faultsOn', { count: on.length })}</Badge>}
      </div>
      <div className={styles.tools}>
        <TextField
          label={l('filter')}
          hideLabel
          placeholder={l('filter')}
          value={words}
          onChange={setWords}
        />
        <Select
          label={l('part')}
          hideLabel
          options={[
            { id: 'all' as const, title: l('everyPart') },
            ...FAULT_PARTS.map((id) => ({ id, title: f(`part.${id}`), detail: f(`meets.${id}`) })),
          ]}
          selected={part}
          onSelect={setPart}
        />
        <Button isDisabled={on.length === 0} onPress={() => void allOff()}>
          {l('allOff')}
        </Button>
      </div>
      {shown.length === 0 ? <p className={styles.text}>{l('none')}</p> : null}
      {shown.map((id) => (
        <FaultsOfPart key={id} part={id} faults={matching} />
      ))}
    </section>
  );
}

/** The faults that one part of Keyhole meets, with what a person does to meet them. */
function FaultsOfPart(props: { readonly part: FaultPart; readonly faults: readonly LabFaultInfo[] }) {
  const { part, faults } = props;
  const f = useFaultText();
  const titleOf = useFaultGroupTitle();
  const groups = groupFaults(faults).filter((group) => group.part === part);
  const count = groups.reduce((total, group) => total + group.faults.length, 0);
  return (
    <section aria-labelledby={`lab-faults-${part}`} className={styles.part}>
      <h3 id={`lab-faults-${part}`} className={styles.partTitle}>
        {f(`part.${part}`)}
        <Badge>{count}</Badge>
      </h3>
      <p className={styles.text}>{f(`how.${part}`)}</p>
      {groups.map(({ id, faults: members }) => (
        <div key={id}>
          {part === 'flow' ? <h4 className={styles.group}>{titleOf(id)}</h4> : null}
          <ul className={styles.list}>
            {members.map((fault) => (
              <FaultSwitch key={fault.id} fault={fault} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function FaultSwitch({ fault }: { readonly fault: LabFaultInfo }) {
  const l = useLabText();
  const ask = useAsk();
  return (
    <li className={styles.fault}>
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
  );
}
