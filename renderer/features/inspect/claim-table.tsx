import { useState } from 'react';
import type { ClaimNote } from '../../../shared/token/token.ts';
import { durationText } from '../../duration.ts';
import { useText } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { SecretText } from '../../ui/secret-text.tsx';
import kit from '../../ui/table.module.css';
import { useNow } from '../../use-now.ts';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { SourceLink } from './source-link.tsx';

/** Longer values are folded; their whole is a press away. */
const SHOWN = 300;

export interface ClaimTableProps {
  readonly id: string;
  readonly title: string;
  readonly notes: readonly ClaimNote[];
}

/** Header parameters or claims, each with what it means. */
export function ClaimTable({ id, title, notes }: ClaimTableProps) {
  const t = useInspectText();
  const now = useNow(notes.some((note) => note.time !== undefined));
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={kit.scrolls}>
        <table className={classes(kit.plain, styles.table)}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{t('claim.name')}</th>
              <th scope="col">{t('claim.value')}</th>
              <th scope="col">{t('claim.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {notes.map((note) => (
              <tr key={note.name}>
                <th scope="row">{note.name}</th>
                <td className={styles.claimValue}>
                  <ClaimValue value={note.value} />
                  {note.time === undefined ? null : <LiveTime name={note.name} time={note.time} now={now} />}
                </td>
                <td className={styles.claimNote}>
                  {note.note} <SourceLink source={note.source} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** One value, as text or JSON. */
export function ClaimValue({ value }: { readonly value: unknown }) {
  const t = useInspectText();
  const [open, setOpen] = useState(false);
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  const folded = !open && text.length > SHOWN;
  return (
    <>
      <SecretText text={folded ? `${text.slice(0, SHOWN)}…` : text} />
      {folded ? (
        <Button size="small" look="quiet" onPress={() => setOpen(true)}>
          {t('claim.all')}
        </Button>
      ) : null}
    </>
  );
}

function LiveTime({
  name,
  time,
  now,
}: {
  readonly name: string;
  readonly time: number;
  readonly now: number;
}) {
  const words = useText();
  const t = useInspectText();
  const left = time - now;
  const length = durationText(Math.abs(left), words);
  const said =
    name === 'exp'
      ? left > 0
        ? t('time.expiresIn', { time: length })
        : t('time.expired', { time: length })
      : left > 0
        ? t('time.in', { time: length })
        : t('time.ago', { time: length });
  return (
    <span className={name === 'exp' && left <= 0 ? styles.over : styles.live}>
      {new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })} · {said}
    </span>
  );
}
