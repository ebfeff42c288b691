import { explainHeader, type HeaderContext } from '../../../../shared/explain/headers.ts';
import type { EventId, HeaderLine, Pointer } from '../../../../shared/trace/event.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark, type Mark } from '../../../ui/severity-mark.tsx';
import { useFlowText } from '../flow-messages.ts';
import { BreakableUrl } from './breakable-url.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { LitItem } from './pair-table.tsx';
import { RichWords } from '../../../ui/rich-words.tsx';
import { ValueChip } from './value-chip.tsx';

export interface HeaderListProps {
  readonly headers: readonly HeaderLine[];
  readonly context: HeaderContext;
  readonly event: EventId;
  readonly draft: EventId | undefined;
  readonly markAt: (at: Pointer) => Mark | undefined;
  readonly lit: Pointer | undefined;
}

function pointsAt(lit: Pointer | undefined, name: string, index: number, half: Pointer['in']): boolean {
  if (lit?.in !== half || (lit.in !== 'request-header' && lit.in !== 'response-header')) return false;
  return lit.name.toLowerCase() === name.toLowerCase() && (lit.index === undefined || lit.index === index);
}

/** Header lines in wire order; those that matter say what they mean. */
export function HeaderList({ headers, context, event, draft, markAt, lit }: HeaderListProps) {
  const t = useFlowText();
  const { values } = useFlowContext();
  const half = context.direction === 'request' ? 'request-header' : 'response-header';
  const missing = missingHeader(headers, lit, half);
  return (
    <section className={styles.section} aria-label={t('details.headers')}>
      <div className={styles.sectionHead}>
        <h3>{t('details.headers')}</h3>
        <span className={styles.quiet}>{headers.length}</span>
        <span className={styles.grow} />
        <CopyButton
          text={headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
          label={t('details.copyHeaders')}
        />
      </div>
      <ul className={styles.fields}>
        {missing === undefined ? null : (
          <LitItem lit>
            <p className={styles.missing}>{t('details.headerMissing', { name: missing })}</p>
          </LitItem>
        )}
        {headers.map(([name, value], index) => {
          const at: Pointer = { in: half, name };
          const words = explainHeader(name, value, context);
          const isLit = pointsAt(lit, name, index, half);
          return (
            // Header lines are an ordered list that never changes: the place is the identity.
            // oxlint-disable-next-line react/no-array-index-key
            <LitItem key={index} lit={isLit}>
              <div className={styles.field}>
                <HeaderMark mark={markAt(at)} />
                <span className={styles.fieldName}>{name}</span>
                <span className={styles.fieldValue}>
                  <HeaderValue value={value} span={isLit && lit && 'span' in lit ? lit.span : undefined} />{' '}
                  <ValueChip
                    facts={half === 'response-header' ? values.learntAt(event, at) : []}
                    sense="learnt"
                  />
                  <ValueChip
                    facts={draft === undefined || half === 'response-header' ? [] : values.usedAt(draft, at)}
                    parts={draft === undefined || half === 'response-header' ? [] : values.partsAt(draft, at)}
                    sense="used"
                  />
                </span>
              </div>
              {words ? (
                <div className={styles.fieldWords}>
                  <RichWords text={[words.summary, ...words.details].join(' ')} />{' '}
                  <ClauseLinks sources={words.sources} />
                </div>
              ) : null}
            </LitItem>
          );
        })}
      </ul>
    </section>
  );
}

/** Evidence may be that a header is not there. */
function missingHeader(
  headers: readonly HeaderLine[],
  lit: Pointer | undefined,
  half: Pointer['in'],
): string | undefined {
  if (lit?.in !== half || (lit.in !== 'request-header' && lit.in !== 'response-header')) return undefined;
  const there = headers.some(([name]) => name.toLowerCase() === lit.name.toLowerCase());
  return there ? undefined : lit.name;
}

function HeaderMark({ mark }: { readonly mark: Mark | undefined }) {
  return mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />;
}

function HeaderValue({
  value,
  span,
}: {
  readonly value: string;
  readonly span: readonly [number, number] | undefined;
}) {
  const render = (text: string) => <BreakableUrl text={text} />;
  if (!span) return <SecretText text={value} render={render} />;
  const [start, end] = span;
  return (
    <>
      <SecretText text={value.slice(0, start)} render={render} />
      <mark className={styles.span}>
        <SecretText text={value.slice(start, end)} render={render} />
      </mark>
      <SecretText text={value.slice(end)} render={render} />
    </>
  );
}
