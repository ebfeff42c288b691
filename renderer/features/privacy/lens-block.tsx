import { Fragment, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { Button as KitButton } from 'react-aria-components/Button';
import type { AnnotationNote } from '../../../shared/privacy/audience/annotations.ts';
import type { LensBlock, LensField, LensView } from '../../../shared/privacy/audience/lens.ts';
import type { Spot } from '../../../shared/privacy/audience/spots.ts';
import type { Reader } from '../../../shared/privacy/audience/host.ts';
import type { Pointer } from '../../../shared/trace/event.ts';
import { useSession } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { classes } from '../../ui/classes.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import line from '../../ui/line.module.css';
import { SecretText } from '../../ui/secret-text.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { SpotMark } from './spot-mark.tsx';

export interface LensBlockProps {
  readonly lens: LensView;
  readonly block: LensBlock;
  /** Less important than the others, to a host that honours priorities. */
  readonly quiet: boolean;
  readonly reader: Reader | undefined;
  readonly redacted: boolean;
}

/** One block with what the server says of it and, cut out of it, what is sensitive. */
export function LensBlockCard({ lens, block, quiet, reader, redacted }: LensBlockProps) {
  const p = usePrivacyText();
  const { annotations, tokens, role, bytes, type } = block;
  const cost = tokens?.[redacted && reader ? reader : 'sent'];
  const policyOf = redacted ? reader : undefined;
  return (
    <article className={classes(styles.block, quiet && styles.quietBlock)} data-block={type}>
      <header className={styles.blockHead}>
        <strong>{role === undefined ? type : `${role} · ${type}`}</strong>
        <Audience block={block} />
        {annotations.priority === undefined ? null : (
          <Badge>{p('block.priority', { value: annotations.priority })}</Badge>
        )}
        {annotations.lastModified === undefined ? null : (
          <Badge>{p('block.modified', { when: annotations.lastModified })}</Badge>
        )}
        <span className={styles.headEnd}>
          {cost === undefined ? null : (
            <span className={styles.cost} title={p('column.tokens', { count: cost })}>
              {p('column.about', { count: cost })}
            </span>
          )}
          <CopyButton
            text={() => shownText(lens, block, policyOf)}
            of={maskedIn(lens, block, policyOf)}
            label={p('block.copy', {
              type,
              place: lens.blocks.indexOf(block) + 1,
              column: p(`column.${reader ?? 'sent'}`),
            })}
          />
        </span>
      </header>
      <Scroller label={block.type}>
        {block.fields.map((field) => (
          <Field key={`${field.name} ${field.kind}`} field={field} block={block}>
            {field.pieces.map((piece, index) => {
              const spot = typeof piece === 'number' ? lens.spots[piece] : undefined;
              return (
                // Pieces have no identity but their place.
                // oxlint-disable-next-line react/no-array-index-key
                <Fragment key={index}>
                  {spot ? (
                    <SpotMark spot={spot} reader={redacted ? reader : undefined} />
                  ) : (
                    <SecretText text={String(piece)} />
                  )}
                </Fragment>
              );
            })}
          </Field>
        ))}
        {bytes ? (
          <p className={line.muted}>
            {bytes.type} · {p('block.bytes', { count: bytes.length })}
          </p>
        ) : null}
      </Scroller>
      {reader === undefined ? (
        <Notes notes={annotations.notes} at={block.at} exchange={lens.exchange} />
      ) : null}
    </article>
  );
}

/** The content of a block; where it is longer than its frame, the keyboard reaches it to scroll. */
function Scroller({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [scrolls, setScrolls] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => setScrolls(element.scrollHeight > element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      className={styles.body}
      {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      {children}
    </div>
  );
}

/** The text of a block as it is on the screen: what a reader is not shown stands by its placeholder. */
function shownText(lens: LensView, block: LensBlock, reader: Reader | undefined): string {
  return block.fields
    .map(({ pieces }) =>
      pieces
        .map((piece) => {
          const spot = typeof piece === 'number' ? lens.spots[piece] : undefined;
          if (!spot) return String(piece);
          return isKept(spot, reader) ? spot.placeholder : spot.mask;
        })
        .join(''),
    )
    .join('\n');
}

const isKept = ({ may }: Spot, reader: Reader | undefined): boolean =>
  reader !== undefined && !may.includes(reader);

/** What can be revealed of it: a placeholder stands for nothing more. */
function maskedIn(lens: LensView, block: LensBlock, reader: Reader | undefined): string[] {
  return block.fields.flatMap(({ pieces }) =>
    pieces.flatMap((piece) => {
      const spot = typeof piece === 'number' ? lens.spots[piece] : undefined;
      if (!spot) return [String(piece)];
      return isKept(spot, reader) ? [] : [spot.mask];
    }),
  );
}

/** For whom a block is: by its annotations, by the protocol, or for everyone, which nobody may have meant. */
function Audience({ block }: { readonly block: LensBlock }) {
  const p = usePrivacyText();
  const { bound, annotations } = block;
  if (bound !== undefined) return <Badge tone="accent">{p(`block.bound.${bound}`)}</Badge>;
  const { audience, from } = annotations;
  if (audience === undefined) {
    return (
      <Tooltip text={p('block.everyoneText')}>
        <KitButton className={styles.everyone ?? ''}>{p('block.everyone')}</KitButton>
      </Tooltip>
    );
  }
  const words = audience.length === 0 ? p('block.nobody') : audience.join(' + ');
  return (
    <Badge tone="accent">
      {words}
      {from === 'listing' ? ` · ${p('block.fromListing')}` : ''}
    </Badge>
  );
}

function Field({
  field,
  block,
  children,
}: {
  readonly field: LensField;
  readonly block: LensBlock;
  readonly children: ReactNode;
}) {
  const p = usePrivacyText();
  // A single field needs no name: the type of the block says it.
  const named = block.fields.length > 1;
  return (
    <div className={styles.field}>
      {named ? <span className={styles.fieldName}>{field.name}</span> : null}
      <pre className={styles.text}>
        {children}
        {field.left > 0 ? (
          <span className={line.muted}>{`\n${p('block.left', { count: field.left })}`}</span>
        ) : null}
      </pre>
    </div>
  );
}

/** What is to be said of the annotations, each with its bytes a press away. */
function Notes({
  notes,
  at,
  exchange,
}: {
  readonly notes: readonly AnnotationNote[];
  readonly at: Pointer;
  readonly exchange: number;
}) {
  const p = usePrivacyText();
  const { trace } = useSession();
  const told = notes.filter((note) => note.kind !== 'unmarked');
  if (told.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {told.map((note) => (
        <li key={`${note.kind} ${note.path}`}>
          <span aria-hidden="true" className={styles.warn}>
            ▲
          </span>
          <span>
            {p(`note.${note.kind}`, {
              belongs: note.kind === 'misplaced' ? note.belongs : '',
              role: note.kind === 'unknown-role' ? note.role : '',
            })}{' '}
            <EvidenceLink
              trace={trace}
              evidence={{ event: exchange, at: at.in === 'response-body' ? { ...at, path: note.path } : at }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}
