import { useState } from 'react';
import { Button as KitButton } from 'react-aria-components/Button';
import type { LabFaultInfo, LabInfo, LabVariantInfo } from '../../../shared/contract.ts';
import { messageOf } from '../../fault-store.ts';
import { useFaultGroupTitle, useFaultText } from '../../lab-fault-messages.ts';
import { FAULT_PARTS, groupFaults, type FaultGroup, type FaultPart } from '../../lab-faults.ts';
import { useOpenScenario, usualVariant, type Scenario } from '../../lab-scenario.ts';
import { useLab } from '../../lab-state.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Select } from '../../ui/select.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAsk } from '../../use-ask.ts';
import { useHomeText } from './home-messages.ts';
import styles from './scenario-list.module.css';

const hasWords = (words: string, ...texts: readonly string[]) => {
  const text = texts.join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** The lab's lessons: every server as it should be, and every fault by name. */
export function ScenarioList() {
  const h = useHomeText();
  const { lab, error } = useLab();
  return (
    <section aria-labelledby="scenarios">
      <div className={styles.head}>
        <h2 id="scenarios" className={styles.title}>
          {h('lab')}
        </h2>
        <Badge tone={lab?.running ? 'pass' : 'neutral'}>{lab?.running ? h('running') : h('stopped')}</Badge>
        <p className={styles.lead}>{h('labLead')}</p>
      </div>
      {error === undefined ? null : <ErrorNotice message={messageOf(error)} />}
      {lab === undefined ? null : <Scenarios lab={lab} />}
    </section>
  );
}

function Scenarios({ lab }: { readonly lab: LabInfo }) {
  const h = useHomeText();
  const f = useFaultText();
  const titleOf = useFaultGroupTitle();
  const ask = useAsk();
  const openScenario = useOpenScenario();
  const [words, setWords] = useState('');
  const [where, setWhere] = useState<FaultGroup['id'] | 'all'>('all');
  const [chosen, setChosen] = useState<string>();
  const [opening, setOpening] = useState<Scenario>();

  if (lab.variants.length === 0) {
    return (
      <EmptyState
        title={h('startLab')}
        action={
          <Button look="primary" onPress={() => void ask('lab.start', {})}>
            {h('startLab')}
          </Button>
        }
      >
        {h('startLabText')}
      </EmptyState>
    );
  }

  const variant = chosen ?? usualVariant(lab);
  const open = async (scenario: Scenario) => {
    setOpening(scenario);
    await openScenario(scenario);
    setOpening(undefined);
  };
  const variants =
    where === 'all'
      ? lab.variants.filter((each) => hasWords(words, each.title, each.description, ...each.revisions))
      : [];
  const groups = groupFaults(
    lab.faults.filter((fault) => hasWords(words, fault.title, fault.description, fault.id)),
  ).filter(({ id }) => where === 'all' || id === where);

  return (
    <>
      <div className={styles.tools}>
        <TextField
          label={h('filter')}
          hideLabel
          placeholder={h('filter')}
          value={words}
          onChange={setWords}
        />
        <Select
          label={h('where')}
          hideLabel
          options={[
            { id: 'all' as const, title: h('everywhere') },
            ...groupFaults(lab.faults).map(({ id, part }) => ({
              id,
              title: titleOf(id),
              ...(part === 'flow' ? {} : { detail: f(`meets.${part}`) }),
            })),
          ]}
          selected={where}
          onSelect={setWhere}
        />
        <Select
          label={h('on')}
          hideLabel
          options={lab.variants.map(({ id, title }) => ({ id, title: h('faultsOn', { title }) }))}
          selected={variant}
          onSelect={setChosen}
        />
      </div>
      {variants.length === 0 && groups.length === 0 ? (
        <p className={styles.none}>
          {h('noScenario')}
          <Button
            size="small"
            onPress={() => {
              setWords('');
              setWhere('all');
            }}
          >
            {h('clearFilter')}
          </Button>
        </p>
      ) : null}
      {variants.length === 0 ? null : (
        <>
          <h3 className={styles.part}>{h('right')}</h3>
          <ul className={styles.list}>
            {variants.map((each) => (
              <VariantRow
                key={each.id}
                variant={each}
                busy={opening?.variant === each.id && opening.fault === undefined}
                onOpen={() => void open({ variant: each.id })}
              />
            ))}
          </ul>
        </>
      )}
      {FAULT_PARTS.map((part) => (
        <FaultsOfPart
          key={part}
          part={part}
          groups={groups.filter((group) => group.part === part)}
          opening={opening?.fault}
          onOpen={(fault) => void open({ variant, fault })}
        />
      ))}
    </>
  );
}

interface FaultsOfPartProps {
  readonly part: FaultPart;
  readonly groups: readonly FaultGroup[];
  /** The fault whose scenario is being opened. */
  readonly opening: string | undefined;
  readonly onOpen: (fault: string) => void;
}

/** The faults that one part of Keyhole meets, with what a person does to meet them. */
function FaultsOfPart({ part, groups, opening, onOpen }: FaultsOfPartProps) {
  const h = useHomeText();
  const f = useFaultText();
  const titleOf = useFaultGroupTitle();
  if (groups.length === 0) return null;
  return (
    <>
      <h3 className={styles.part}>{h(`faults.${part}`)}</h3>
      <p className={styles.how}>{f(`how.${part}`)}</p>
      {groups.map(({ id, faults }) => (
        <div key={id}>
          <h4 className={styles.group}>{titleOf(id)}</h4>
          <ul className={styles.list}>
            {faults.map((fault) => (
              <FaultRow
                key={fault.id}
                fault={fault}
                busy={opening === fault.id}
                onOpen={() => onOpen(fault.id)}
              />
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

interface RowProps {
  readonly busy: boolean;
  readonly onOpen: () => void;
}

function VariantRow({ variant, busy, onOpen }: RowProps & { readonly variant: LabVariantInfo }) {
  return (
    <li>
      <KitButton className={styles.row ?? ''} isDisabled={busy} onPress={onOpen}>
        <Shape busy={busy} fault={false} />
        <span className={styles.name}>{variant.title}</span>
        <span className={styles.text}>{variant.description}</span>
        <span className={styles.tags}>
          {variant.revisions.map((revision) => (
            <Badge key={revision}>{revision}</Badge>
          ))}
        </span>
      </KitButton>
    </li>
  );
}

function FaultRow({ fault, busy, onOpen }: RowProps & { readonly fault: LabFaultInfo }) {
  const h = useHomeText();
  return (
    <li>
      <KitButton className={styles.row ?? ''} isDisabled={busy} onPress={onOpen}>
        <Shape busy={busy} fault />
        <span className={styles.name}>{fault.title}</span>
        <span className={styles.text}>{fault.description}</span>
        <span className={styles.tags} title={fault.refuses ? h('refusesHint') : undefined}>
          {fault.refuses ? <Badge>{h('refuses')}</Badge> : null}
        </span>
      </KitButton>
    </li>
  );
}

function Shape({ busy, fault }: { readonly busy: boolean; readonly fault: boolean }) {
  if (busy) return <Spinner size={13} />;
  return (
    <span className={fault ? styles.wrongShape : styles.rightShape} aria-hidden="true">
      {fault ? '✕' : '✓'}
    </span>
  );
}
