import { ruleById } from '../../../../shared/rules/catalogue.ts';
import type { Severity } from '../../../../shared/trace/event.ts';
import type { EventOf } from '../../../../shared/trace/session.ts';
import { Badge } from '../../../ui/badge.tsx';
import { OverrideButton } from '../control/override-button.tsx';
import { markOf, SeverityMark } from '../../../ui/severity-mark.tsx';
import { useFlowText } from '../flow-messages.ts';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { Compared } from '../../../ui/compared.tsx';
import styles from './details.module.css';
import { EventLink } from './event-link.tsx';
import { useFlowContext } from './flow-context.ts';
import { RichWords } from '../../../ui/rich-words.tsx';
import { SecondOpinions } from './second-opinions.tsx';
import type { Subject } from './subject.ts';

export interface FindingsTabProps {
  readonly subject: Subject;
  readonly own: readonly EventOf<'finding'>[];
  readonly mentioning: readonly EventOf<'finding'>[];
  /** Absent where nothing can be overridden. */
  readonly onOverride?: ((ruleId: string) => void) | undefined;
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Verdict first, then expected and actual, then the bytes, then the clause and the fix. */
export function FindingsTab({ subject, own, mentioning, onOverride }: FindingsTabProps) {
  const t = useFlowText();
  const failed = own
    .filter((finding) => finding.verdict === 'fail')
    .toSorted((one, other) => WEIGHT[other.severity] - WEIGHT[one.severity]);
  const others = own.filter((finding) => finding.verdict !== 'fail');
  return (
    <div className={styles.tab}>
      <p className={own.length + mentioning.length === 0 ? styles.quiet : styles.verdict}>
        {own.length + mentioning.length === 0 ? t('findings.none') : verdictSentence(failed, others, t)}
      </p>
      {failed.map((finding) => (
        <FindingCard key={finding.id} finding={finding} onOverride={onOverride} />
      ))}
      {others.length > 0 ? (
        <details className={styles.passes}>
          <summary>{t('findings.others', { count: others.length })}</summary>
          {others.map((finding) => (
            <FindingLine key={finding.id} finding={finding} />
          ))}
        </details>
      ) : null}
      {mentioning.length > 0 ? (
        <section className={styles.section}>
          <div className={styles.sectionHead}>
            <h3>{t('findings.mentioning')}</h3>
          </div>
          {mentioning.map((finding) => (
            <FindingLine key={finding.id} finding={finding} />
          ))}
        </section>
      ) : null}
      <SecondOpinions subject={subject} />
    </div>
  );
}

function verdictSentence(
  failed: readonly EventOf<'finding'>[],
  others: readonly EventOf<'finding'>[],
  t: ReturnType<typeof useFlowText>,
): string {
  const passed = others.filter((finding) => finding.verdict === 'pass').length;
  // A note (severity `info`) is worth reading and is no fault.
  const faults = failed.filter((finding) => finding.severity !== 'info').length;
  if (faults === 0) return t('findings.allRight', { count: passed });
  return t('findings.verdict', { count: faults, passed });
}

function FindingMark({ finding }: { readonly finding: EventOf<'finding'> }) {
  const t = useFlowText();
  if (finding.verdict === 'fail' && finding.severity === 'info') return <Badge>{t('findings.note')}</Badge>;
  return <SeverityMark mark={markOf(finding)} />;
}

/** A failed rule with its evidence. */
function FindingCard({
  finding,
  onOverride,
}: {
  readonly finding: EventOf<'finding'>;
  readonly onOverride?: ((ruleId: string) => void) | undefined;
}) {
  const t = useFlowText();
  const { session } = useFlowContext();
  const rule = ruleById(finding.ruleId);
  const { stop } = session;
  const refusing =
    stop?.kind === 'refused' && stop.event.ruleId === finding.ruleId && stop.event.final !== true;
  return (
    <article className={styles.finding} data-mark={finding.severity === 'info' ? 'note' : markOf(finding)}>
      <header className={styles.findingHead}>
        <FindingMark finding={finding} />
        <h3>
          <RichWords text={finding.message} />
        </h3>
      </header>
      <Compared
        labels={{ expected: t('findings.expected'), actual: t('findings.actual') }}
        expected={finding.expected}
        actual={finding.actual}
      />
      {finding.evidence.length > 0 ? (
        <p className={styles.where}>
          <span className={styles.quiet}>{t('findings.seenAt')} </span>
          {finding.evidence.map((evidence) => (
            <EventLink key={`${evidence.event} ${JSON.stringify(evidence.at)}`} evidence={evidence} />
          ))}
        </p>
      ) : null}
      {rule ? (
        <p>
          <span className={styles.quiet}>{t('findings.why')} </span>
          <RichWords text={rule.why} />
        </p>
      ) : null}
      {(finding.fix ?? rule?.fix) === undefined ? null : (
        <p>
          <span className={styles.quiet}>{t('findings.fix')} </span>
          <RichWords text={finding.fix ?? rule?.fix ?? ''} />
        </p>
      )}
      <footer className={styles.findingFoot}>
        <code className={styles.quiet}>{finding.ruleId}</code>
        {rule ? <ClauseLinks sources={rule.sources} /> : null}
        {session.overrides.has(finding.ruleId) ? (
          <span className={styles.overridden}>{t('findings.overridden')}</span>
        ) : null}
        {refusing && onOverride ? <OverrideButton ruleId={finding.ruleId} onOverride={onOverride} /> : null}
      </footer>
    </article>
  );
}

function FindingLine({ finding }: { readonly finding: EventOf<'finding'> }) {
  return (
    <div className={styles.findingLine}>
      <SeverityMark mark={markOf(finding)} shapeOnly />
      <span>
        <RichWords text={finding.message} />{' '}
        {finding.evidence[0] ? <EventLink evidence={finding.evidence[0]} /> : null}
      </span>
    </div>
  );
}
