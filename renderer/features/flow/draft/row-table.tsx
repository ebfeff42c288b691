import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Plus from 'lucide-react/icons/plus';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash2 from 'lucide-react/icons/trash-2';
import type { DraftPart, Pointer } from '../../../../shared/trace/event.ts';
import { Button } from '../../../ui/button.tsx';
import { classes } from '../../../ui/classes.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { ValueChip } from '../details/value-chip.tsx';
import type { ValueFacts } from '../details/value-index.ts';
import { useFlowText } from '../flow-messages.ts';
import styles from './draft.module.css';
import { newRow, type DraftRow } from './draft-model.ts';

export interface RowTableProps {
  readonly title: string;
  readonly rows: readonly DraftRow[];
  /** As they were built, to mark and to reset. */
  readonly built: readonly { readonly name: string; readonly value: string }[];
  readonly onChange: (rows: readonly DraftRow[]) => void;
  readonly pointerOf: (name: string) => Pointer;
  readonly factsAt: (at: Pointer) => readonly ValueFacts[];
  readonly partsAt: (at: Pointer) => readonly DraftPart[];
}

/** Names and values one can change, add, take out and reorder. */
export function RowTable({ title, rows, built, onChange, pointerOf, factsAt, partsAt }: RowTableProps) {
  const t = useFlowText();
  const put = (index: number, change: Partial<DraftRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...change } : row)));
  const move = (index: number, by: number) => {
    const next = [...rows];
    const [row] = next.splice(index, 1);
    if (row) next.splice(index + by, 0, row);
    onChange(next);
  };
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h3>{title}</h3>
        <span className={styles.grow} />
        <Button
          look="quiet"
          size="small"
          icon={<Plus size={13} aria-hidden />}
          onPress={() => onChange([...rows, newRow()])}
        >
          {t('draft.add')}
        </Button>
      </div>
      {rows.length === 0 ? <p className={styles.quiet}>{t('draft.noRows')}</p> : null}
      <ul className={styles.rows}>
        {rows.map((row, index) => {
          const nth = rows.slice(0, index).filter((other) => other.name === row.name).length;
          const original = built.filter((pair) => pair.name === row.name)[nth];
          const changed = original?.value !== row.value;
          const at = pointerOf(row.name);
          return (
            <li key={row.key} className={classes(styles.row, changed && styles.changed)}>
              <input
                className={styles.name}
                aria-label={t('draft.nameOf', { index: index + 1 })}
                value={row.name}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => put(index, { name: event.target.value })}
              />
              <textarea
                className={styles.value}
                aria-label={t('draft.valueOf', { name: row.name === '' ? String(index + 1) : row.name })}
                value={row.value}
                rows={1}
                spellCheck={false}
                onChange={(event) => put(index, { value: event.target.value.replaceAll(/[\r\n]/g, '') })}
              />
              <span className={styles.rowTools}>
                <IconButton
                  size="small"
                  label={t('draft.reset')}
                  isDisabled={original === undefined || !changed}
                  onPress={() => put(index, { value: original?.value ?? '' })}
                >
                  <RotateCcw size={13} aria-hidden />
                </IconButton>
                <IconButton
                  size="small"
                  label={t('draft.up')}
                  isDisabled={index === 0}
                  onPress={() => move(index, -1)}
                >
                  <ArrowUp size={13} aria-hidden />
                </IconButton>
                <IconButton
                  size="small"
                  label={t('draft.down')}
                  isDisabled={index === rows.length - 1}
                  onPress={() => move(index, 1)}
                >
                  <ArrowDown size={13} aria-hidden />
                </IconButton>
                <IconButton
                  size="small"
                  label={t('draft.remove', { name: row.name })}
                  onPress={() => onChange(rows.filter((other) => other.key !== row.key))}
                >
                  <Trash2 size={13} aria-hidden />
                </IconButton>
              </span>
              <span className={styles.rowNotes}>
                {changed ? <span className={styles.editedMark}>{t('diagram.edited')}</span> : null}
                <ValueChip facts={factsAt(at)} parts={partsAt(at)} sense="used" />
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
