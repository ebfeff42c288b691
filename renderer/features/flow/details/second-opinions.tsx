import { compareOpinion, disagrees } from '../../../../shared/second-opinion/compare-opinion.ts';
import type { Comparison } from '../../../../shared/second-opinion/compare-opinion.ts';
import type { OpinionKind, SecondOpinion } from '../../../../shared/second-opinion/opinion.ts';
import { LIBRARY } from '../../../../shared/second-opinion/opinion.ts';
import { Badge } from '../../../ui/badge.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { RichWords } from '../../../ui/rich-words.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useFlowText } from '../flow-messages.ts';
import { useFlowContext } from './flow-context.ts';
import styles from './second-opinions.module.css';
import type { Subject } from './subject.ts';
import { useOpinions } from './use-opinions.ts';

/** An opinion with how it stands to Keyhole's verdict. */
interface Row {
  readonly opinion: SecondOpinion;
  readonly comparison: Comparison;
}

/** What other clients make of the same bytes, and where they do not agree with Keyhole. */
export function SecondOpinions({ subject }: { readonly subject: Subject }) {
  const t = useFlowText();
  const { session } = useFlowContext();
  const asked = useOpinions(subject);
  if (asked.kind === 'none') return null;
  const kind = asked.kind === 'told' ? asked.told.kind : null;
  const rows: readonly Row[] =
    asked.kind !== 'told' || kind === null
      ? []
      : asked.told.opinions.map((opinion) => ({
          opinion,
          comparison: compareOpinion(opinion, kind, session.findings, subject.event.id),
        }));
  const differing = rows.filter(({ comparison }) => disagrees(comparison)).length;
  return (
    <section className={styles.section} aria-label={t('opinions.title')}>
      <header className={styles.head}>
        <h3>{t('opinions.title')}</h3>
        {differing > 0 ? <Badge tone="warning">{t('opinions.disagree', { count: differing })}</Badge> : null}
        <span className={styles.hint}>{t('opinions.hint')}</span>
        {rows.length > 0 ? (
          <CopyButton text={() => asText(rows)} of={rows} label={t('opinions.copy')} />
        ) : null}
      </header>
      {asked.kind === 'asking' ? (
        <p className={styles.quiet}>
          <Spinner label={t('opinions.asking')} /> {t('opinions.asking')}
        </p>
      ) : null}
      {asked.kind === 'failed' ? <p className={styles.quiet}>{asked.message}</p> : null}
      {kind === null ? null : <Opinions rows={rows} kind={kind} />}
    </section>
  );
}

function Opinions({ rows, kind }: { readonly rows: readonly Row[]; readonly kind: OpinionKind }) {
  const t = useFlowText();
  const [first] = rows;
  const silent = rows.every(
    ({ opinion }) =>
      opinion.verdict === 'no-opinion' &&
      opinion.differences.length === 0 &&
      opinion.words === first?.opinion.words,
  );
  if (first && silent) {
    return (
      <p className={styles.quiet}>
        {t('opinions.nobody')} {first.opinion.words}
      </p>
    );
  }
  return (
    <ul className={styles.list}>
      {rows.map((row) => (
        <OpinionRow key={row.opinion.by} row={row} kind={kind} />
      ))}
    </ul>
  );
}

function OpinionRow({ row, kind }: { readonly row: Row; readonly kind: OpinionKind }) {
  const t = useFlowText();
  const { opinion, comparison } = row;
  const { verdict, words, code, asked, differences } = opinion;
  const { name, version } = LIBRARY[opinion.by];
  const tone = verdict === 'accepts' ? 'pass' : verdict === 'refuses' ? 'fail' : 'not-applicable';
  const said = (
    <p className={verdict === 'refuses' ? styles.words : styles.quiet}>
      <Words text={words} />
      {code === undefined || words.includes(code) ? null : <span className={styles.code}> {code}</span>}
    </p>
  );
  // What is accepted without a word more takes one line.
  const plain = verdict === 'accepts' && comparison.sentence === undefined && differences.length === 0;
  return (
    <li className={styles.row}>
      <div className={styles.line}>
        <p className={styles.who}>
          <strong>{name}</strong> <span className={styles.version}>{version}</span>
        </p>
        <Badge tone={tone}>
          {kind === 'challenge' ? t(`opinions.challenge.${verdict}`) : t(`opinions.verdict.${verdict}`)}
        </Badge>
        {plain ? said : null}
        {asked === 'none' ? null : (
          <p className={styles.asked} title={asked}>
            {asked}
          </p>
        )}
      </div>
      {plain ? null : said}
      {comparison.sentence === undefined ? null : (
        <p className={disagrees(comparison) ? styles.differs : styles.quiet}>
          {disagrees(comparison) ? <SeverityMark mark="warning" shapeOnly /> : null}
          <span>
            <Words text={comparison.sentence} />
          </span>
        </p>
      )}
      {differences.length > 0 ? (
        <ul className={styles.differences}>
          {differences.map((difference) => (
            <li key={difference}>
              <Words text={difference} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** A sentence in which backticks mark code and masks stand for secrets. */
function Words({ text }: { readonly text: string }) {
  return <SecretText text={text} render={(part) => <RichWords text={part} />} />;
}

/** The opinions as lines, masked as they are shown. */
function asText(rows: readonly Row[]): string {
  return rows
    .map(({ opinion, comparison }) => {
      const { by, version, verdict, words, code, differences } = opinion;
      const lines = [
        `${LIBRARY[by].package} ${version}: ${verdict}${code === undefined ? '' : ` (${code})`}: ${words}`,
        ...(comparison.sentence === undefined ? [] : [comparison.sentence]),
        ...differences,
      ];
      return lines.join('\n  ');
    })
    .join('\n');
}
