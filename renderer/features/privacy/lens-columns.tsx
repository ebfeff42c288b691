import type { LensView } from '../../../shared/privacy/audience/lens.ts';
import type { Placed, Reader } from '../../../shared/privacy/audience/host.ts';
import { Badge } from '../../ui/badge.tsx';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import line from '../../ui/line.module.css';
import { useSession } from '../../session-store.ts';
import { LensBlockCard } from './lens-block.tsx';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { usePrivacy } from './privacy-store.ts';

const READERS = ['person', 'model'] as const satisfies readonly Reader[];

/** The three columns, and below them what only a comparison shows. */
export function LensColumns({ lens, tokenizer }: { readonly lens: LensView; readonly tokenizer: string }) {
  const behaviour = usePrivacy((state) => state.behaviour);
  const columns = lens.columns[behaviour];
  const sent = lens.blocks.map((_, block): Placed => ({ block, quiet: false }));
  return (
    <>
      <div className={styles.columns}>
        <Column lens={lens} tokenizer={tokenizer} placed={sent} />
        {READERS.map((reader) => (
          <Column key={reader} lens={lens} tokenizer={tokenizer} placed={columns[reader]} reader={reader} />
        ))}
      </div>
      <Structured lens={lens} />
    </>
  );
}

interface ColumnProps {
  readonly lens: LensView;
  readonly tokenizer: string;
  readonly placed: readonly Placed[];
  /** Absent for the column of what was sent. */
  readonly reader?: Reader;
}

function Column({ lens, tokenizer, placed, reader }: ColumnProps) {
  const p = usePrivacyText();
  const redacted = usePrivacy((state) => state.redacted);
  const name = reader ?? 'sent';
  const cost = reader === undefined || !redacted ? 'sent' : reader;
  const counted = placed.flatMap(({ block }) => lens.blocks[block]?.tokens ?? []);
  const tokens = counted.reduce((sum, one) => sum + one[cost], 0);
  const uncounted = placed.length - counted.length;
  const kept = lens.blocks.length - placed.length;
  return (
    <section className={styles.column} data-column={name} aria-labelledby={`lens-${name}`}>
      <header className={styles.columnHead}>
        <h2 id={`lens-${name}`}>{p(`column.${name}`)}</h2>
        <span className={styles.cost} title={p('column.tokenizer', { tokenizer })}>
          {p('column.tokens', { count: tokens })}
          {uncounted > 0 ? ` + ${p('column.uncounted', { count: uncounted })}` : ''}
        </span>
      </header>
      {placed.map(({ block, quiet }) => {
        const shown = lens.blocks[block];
        return shown ? (
          <LensBlockCard
            key={block}
            lens={lens}
            block={shown}
            quiet={quiet}
            reader={reader}
            redacted={redacted && reader !== undefined}
          />
        ) : null;
      })}
      {placed.length === 0 ? <p className={styles.nothing}>{p('column.nothing')}</p> : null}
      {kept > 0 ? <p className={styles.kept}>{p('column.kept', { count: kept })}</p> : null}
    </section>
  );
}

/** Where structured content and its texts differ. */
function Structured({ lens }: { readonly lens: LensView }) {
  const p = usePrivacyText();
  const { trace } = useSession();
  const { structured, exchange } = lens;
  if (!structured) return null;
  const { onlyStructured, onlyText, hasFallback, cut } = structured;
  const same = onlyStructured.length + onlyText.length === 0;
  return (
    <section className={styles.structured} aria-labelledby="lens-structured">
      <h2 id="lens-structured">
        {p('structured.title')} {same ? <Badge tone="pass">{p('structured.same')}</Badge> : null}
      </h2>
      {hasFallback ? null : <p className={line.muted}>{p('structured.noFallback')}</p>}
      {(
        [
          ['onlyStructured', onlyStructured],
          ['onlyText', onlyText],
        ] as const
      ).map(([name, places]) =>
        places.length === 0 ? null : (
          <div key={name}>
            <h3>{p(`structured.${name}`, { count: places.length })}</h3>
            <ul className={styles.places}>
              {places.map((at, index) => (
                // Two values of one text have the same place.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index}>
                  <EvidenceLink trace={trace} evidence={{ event: exchange, at }} />
                </li>
              ))}
            </ul>
          </div>
        ),
      )}
      {cut ? <p className={line.muted}>{p('structured.cut')}</p> : null}
    </section>
  );
}
