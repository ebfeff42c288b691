import { useEffect, useRef } from 'react';
import { explainParameter, type ParameterPlace } from '../../../../shared/explain/parameters.ts';
import type { EventId, Pointer } from '../../../../shared/trace/event.ts';
import { classes } from '../../../ui/classes.ts';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark, type Mark } from '../../../ui/severity-mark.tsx';
import { BreakableUrl } from './breakable-url.tsx';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import type { Pair } from './pairs.ts';
import { RichWords } from '../../../ui/rich-words.tsx';
import { ValueChip } from './value-chip.tsx';
import { placeKey } from './value-index.ts';

export interface PairTableProps {
  readonly label: string;
  readonly pairs: readonly Pair[];
  readonly place: ParameterPlace | undefined;
  readonly pointerOf: (name: string) => Pointer;
  readonly event: EventId;
  readonly draft: EventId | undefined;
  readonly markAt: (at: Pointer) => Mark | undefined;
  readonly lit: Pointer | undefined;
}

/** Parameters with what each is for, where it came from, and where it is used. */
export function PairTable({ label, pairs, place, pointerOf, event, draft, markAt, lit }: PairTableProps) {
  const { values, revision } = useFlowContext();
  const seen = new Map<string, number>();
  return (
    <ul className={styles.fields} aria-label={label}>
      {pairs.map(({ name, value }) => {
        const count = seen.get(name) ?? 0;
        seen.set(name, count + 1);
        const at = pointerOf(name);
        const words = place && explainParameter(name, value, place, revision);
        const learnt = values.learntAt(event, at);
        const used = draft === undefined ? [] : values.usedAt(draft, at);
        const parts = draft === undefined ? [] : values.partsAt(draft, at);
        return (
          <LitItem key={`${name} ${count}`} lit={lit !== undefined && placeKey(lit) === placeKey(at)}>
            <div className={styles.field}>
              <MarkOf mark={markAt(at)} />
              <span className={styles.fieldName}>{name}</span>
              <span className={styles.fieldValue}>
                <SecretText text={value} render={(text) => <BreakableUrl text={text} />} />{' '}
                <ValueChip facts={learnt} sense="learnt" />
                <ValueChip facts={used} parts={parts} sense="used" />
              </span>
            </div>
            {words ? (
              <p className={styles.fieldWords}>
                <RichWords text={[words.summary, ...words.details].join(' ')} />
              </p>
            ) : null}
          </LitItem>
        );
      })}
    </ul>
  );
}

function MarkOf({ mark }: { readonly mark: Mark | undefined }) {
  return mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />;
}

/** A list item that comes into view when evidence points at it. */
export function LitItem({ lit, children }: { readonly lit: boolean; readonly children: React.ReactNode }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (lit) item.current?.scrollIntoView({ block: 'nearest' });
  }, [lit]);
  return (
    <li
      ref={item}
      className={classes(styles.fieldItem, lit && styles.lit)}
      data-lit={lit ? 'true' : undefined}
    >
      {children}
    </li>
  );
}
