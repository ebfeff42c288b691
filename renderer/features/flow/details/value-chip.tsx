import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { DraftPart } from '../../../../shared/trace/event.ts';
import { useFlowText } from '../flow-messages.ts';
import styles from './details.module.css';
import { EventLink } from './event-link.tsx';
import { partNote, provenanceWords } from './provenance-words.ts';
import type { ValueFacts } from './value-index.ts';

export interface ValueChipProps {
  readonly facts: readonly ValueFacts[];
  /** Notes of the draft's part, when the value came from the specification or the settings. */
  readonly parts?: readonly DraftPart[];
  /** `learnt` here, or `used` here. */
  readonly sense: 'learnt' | 'used';
}

/** Long enough that a pointer which only passes by opens nothing. */
const HOVER_DELAY = 180;

/** The name of a value beside it; hover, focus or press tells where it came from and where it is used. */
export function ValueChip({ facts, parts = [], sense }: ValueChipProps) {
  const t = useFlowText();
  const trigger = useRef<HTMLButtonElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [open, setOpen] = useState<'no' | 'hover' | 'pinned'>('no');
  useEffect(() => () => clearTimeout(timer.current), []);
  const notes = parts.flatMap((part) => (part.note === undefined ? [] : [part.note]));
  if (facts.length === 0 && notes.length === 0) return null;

  const soon = (next: 'no' | 'hover') => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen((now) => (now === 'pinned' ? now : next)), HOVER_DELAY);
  };
  const names = facts.map((fact) => fact.name);
  const label = names.length > 0 ? [...new Set(names)].join(', ') : t('value.bySpecification');

  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={styles.valueChip}
        data-sense={sense}
        aria-expanded={open !== 'no'}
        aria-label={t(sense === 'learnt' ? 'value.learntLabel' : 'value.usedLabel', { name: label })}
        onPointerEnter={() => soon('hover')}
        onPointerLeave={() => soon('no')}
        onClick={() => setOpen((now) => (now === 'pinned' ? 'no' : 'pinned'))}
      >
        <span aria-hidden="true">{sense === 'learnt' ? '↧' : '↥'}</span> {label}
      </button>
      <Popover
        triggerRef={trigger}
        isOpen={open !== 'no'}
        isNonModal
        placement="bottom start"
        offset={4}
        className={styles.provenance ?? ''}
        onOpenChange={(next) => {
          if (!next) setOpen('no');
        }}
      >
        <Dialog
          aria-label={label}
          className={styles.provenanceBody ?? ''}
          onPointerEnter={() => soon('hover')}
          onPointerLeave={() => soon('no')}
        >
          {notes.map((note) => (
            <p key={note}>{partNote(note, t)}</p>
          ))}
          {facts.map((fact) => (
            <Facts key={fact.event} fact={fact} />
          ))}
        </Dialog>
      </Popover>
    </>
  );
}

/** One value's origin and uses; `origin` is left out where it is plain, beside the exchange itself. */
export function Facts({
  fact,
  origin = true,
}: {
  readonly fact: ValueFacts;
  readonly origin?: boolean;
}): ReactNode {
  const t = useFlowText();
  return (
    <div className={styles.facts}>
      <code className={styles.factName}>{fact.name}</code>
      {origin || fact.uses.length > 0 ? (
        <dl>
          {origin ? (
            <>
              <dt>{t('value.from')}</dt>
              <dd>
                {fact.from.kind === 'seen' ? (
                  <EventLink evidence={fact.from} />
                ) : (
                  provenanceWords(fact.from, t)
                )}
              </dd>
            </>
          ) : null}
          <dt>{t('value.usedIn')}</dt>
          <dd>
            {fact.uses.length === 0 ? (
              <span className={styles.quiet}>{t('value.notUsed')}</span>
            ) : (
              <ul>
                {fact.uses.map((use) => (
                  <li key={`${use.event} ${JSON.stringify(use.at)}`}>
                    <EventLink evidence={use} />
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </dl>
      ) : null}
    </div>
  );
}
