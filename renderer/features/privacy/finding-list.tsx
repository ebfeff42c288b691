import { ruleById } from '../../../shared/rules/catalogue.ts';
import type { Finding } from '../../../shared/trace/event.ts';
import { useSession } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { ClauseLinks } from '../../ui/clause-links.tsx';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import line from '../../ui/line.module.css';
import { RichWords } from '../../ui/rich-words.tsx';
import { markOf, SeverityMark } from '../../ui/severity-mark.tsx';
import { usePrivacyText } from './privacy-messages.ts';
import styles from './report.module.css';

/** What the rules say, failures first; what is in order folded away. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const p = usePrivacyText();
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const open = findings.filter(({ verdict }) => verdict === 'cannot-tell');
  const others = findings.filter(({ verdict }) => verdict !== 'fail' && verdict !== 'cannot-tell');
  return (
    <section className={styles.findings} aria-labelledby="privacy-findings">
      <h2 id="privacy-findings">{p('findings.title')}</h2>
      {[...failed, ...open].map((finding) => (
        <FindingCard key={`${finding.ruleId} ${finding.message}`} finding={finding} />
      ))}
      {others.length > 0 ? (
        <details className={styles.others} open={failed.length + open.length === 0}>
          <summary>{p('findings.others', { count: others.length })}</summary>
          <ul>
            {others.map((finding) => (
              <li key={finding.ruleId}>
                <SeverityMark mark={markOf(finding)} shapeOnly /> <code>{finding.ruleId}</code>{' '}
                <span className={line.note}>
                  <RichWords text={ruleById(finding.ruleId)?.statement ?? ''} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function FindingCard({ finding }: { readonly finding: Finding }) {
  const p = usePrivacyText();
  const { trace } = useSession();
  const rule = ruleById(finding.ruleId);
  const isNote = finding.verdict === 'fail' && finding.severity === 'info';
  return (
    <article className={styles.finding} data-mark={isNote ? 'note' : markOf(finding)}>
      <header className={styles.findingHead}>
        {isNote ? <Badge>{p('findings.note')}</Badge> : <SeverityMark mark={markOf(finding)} />}
        <h3>
          <RichWords text={finding.message} />
        </h3>
      </header>
      {finding.actual === undefined ? null : <p className={line.note}>{finding.actual}</p>}
      {finding.evidence.length === 0 ? null : (
        <p className={styles.where}>
          {finding.evidence.map((evidence) => (
            <EvidenceLink
              key={`${evidence.event} ${JSON.stringify(evidence.at)}`}
              trace={trace}
              evidence={evidence}
            />
          ))}
        </p>
      )}
      {rule && finding.verdict === 'fail' ? (
        <>
          <p>
            <span className={line.note}>{p('findings.why')} </span>
            <RichWords text={rule.why} />
          </p>
          <p>
            <span className={line.note}>{p('findings.fix')} </span>
            <RichWords text={finding.fix ?? rule.fix} />
          </p>
        </>
      ) : null}
      <footer className={styles.findingFoot}>
        <code className={line.note}>{finding.ruleId}</code>
        {rule ? <ClauseLinks sources={rule.sources} /> : null}
      </footer>
    </article>
  );
}
