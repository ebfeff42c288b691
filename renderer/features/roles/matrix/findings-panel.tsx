import { ruleById } from '../../../../shared/rules/catalogue.ts';
import { rowLabel } from '../../../../shared/matrix/matrix.ts';
import type { Evidence } from '../../../../shared/trace/event.ts';
import type { EventOf } from '../../../../shared/trace/session.ts';
import { Badge } from '../../../ui/badge.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import link from '../../../ui/evidence-link.module.css';
import { placeText } from '../../../ui/place-text.ts';
import { RichWords } from '../../../ui/rich-words.tsx';
import { markOf, SeverityMark } from '../../../ui/severity-mark.tsx';
import { useRolesText } from '../roles-messages.ts';
import { showRoles } from '../roles-store.ts';
import styles from './matrix.module.css';
import type { Run } from './run-store.ts';

/** Findings in the order in which they want to be looked at. */
export function worstFirst(findings: readonly EventOf<'finding'>[]): EventOf<'finding'>[] {
  const weight = ({ verdict, severity }: EventOf<'finding'>) =>
    verdict === 'fail' ? { error: 0, warning: 1, info: 2 }[severity] : verdict === 'cannot-tell' ? 3 : 4;
  return findings.toSorted((a, b) => weight(a) - weight(b));
}

/** Everything that the answers prove, the worst first. */
export function FindingsPanel({ run }: { readonly run: Run }) {
  const r = useRolesText();
  const findings = worstFirst(run.fold.findings);
  if (findings.length === 0) return <p className={styles.choose}>{r('findings.none')}</p>;
  return (
    <ul className={styles.findings} data-roomy>
      {findings.map((finding) => (
        <FindingItem key={finding.id} run={run} finding={finding} />
      ))}
    </ul>
  );
}

/** One finding: what is wrong, what was expected, the bytes that prove it, and how to mend it. */
export function FindingItem({ run, finding }: { readonly run: Run; readonly finding: EventOf<'finding'> }) {
  const r = useRolesText();
  const rule = ruleById(finding.ruleId);
  const fix = finding.fix ?? rule?.fix;
  const failed = finding.verdict === 'fail';
  return (
    <li
      className={styles.finding}
      data-rule={finding.ruleId}
      data-verdict={finding.verdict}
      data-severity={finding.severity}
    >
      <p className={styles.findingHead}>
        {failed && finding.severity === 'info' ? (
          <Badge>{r('findings.noteWord')}</Badge>
        ) : (
          <SeverityMark mark={markOf(finding)} shapeOnly />
        )}
        <strong>
          <RichWords text={finding.message} />
        </strong>
      </p>
      {failed && (finding.expected !== undefined || finding.actual !== undefined) ? (
        <dl className={styles.facts}>
          <dt>{r('findings.expected')}</dt>
          <dd>{finding.expected ?? '–'}</dd>
          <dt>{r('findings.actual')}</dt>
          <dd>{finding.actual ?? '–'}</dd>
        </dl>
      ) : null}
      {failed && fix !== undefined ? (
        <p>
          <span className={styles.muted}>{r('findings.fix')}: </span>
          <RichWords text={fix} />
        </p>
      ) : null}
      {finding.evidence.length === 0 ? null : failed ? (
        <EvidenceList run={run} evidence={finding.evidence} />
      ) : (
        // What is right needs no eye; its bytes are a press away.
        <details className={styles.proved}>
          <summary>{r('findings.proved', { count: finding.evidence.length })}</summary>
          <EvidenceList run={run} evidence={finding.evidence} />
        </details>
      )}
      <p className={styles.findingFoot}>
        <code>{finding.ruleId}</code>
        {rule ? <ClauseLinks sources={rule.sources} /> : null}
      </p>
    </li>
  );
}

function EvidenceList({ run, evidence }: { readonly run: Run; readonly evidence: readonly Evidence[] }) {
  return (
    <ul className={styles.evidence}>
      {evidence.map((each) => (
        <li key={`${each.event} ${JSON.stringify(each.at)}`}>
          <CellLink run={run} evidence={each} />
        </li>
      ))}
    </ul>
  );
}

/** The cell behind a piece of evidence; a press chooses it and shows the bytes. */
function CellLink({ run, evidence }: { readonly run: Run; readonly evidence: Evidence }) {
  const cell = run.fold.cellOfExchange(evidence.event);
  return (
    <button
      type="button"
      className={link.link}
      onClick={() =>
        showRoles({
          tab: 'matrix',
          pane: 'exchange',
          raw: { event: evidence.event, lit: evidence.at },
          ...(cell ? { chosen: { row: cell.row.id, identity: cell.column.definition.name } } : {}),
        })
      }
    >
      {cell ? `${rowLabel(cell.row)} · ${cell.column.definition.title}` : `#${evidence.event}`}{' '}
      <span className={styles.muted}>{placeText(evidence.at)}</span>
    </button>
  );
}
