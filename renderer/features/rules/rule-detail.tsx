import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { levelIn } from '../../../shared/rules/rule.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
import { useText } from '../../i18n/messages.ts';
import { Badge } from '../../ui/badge.tsx';
import { ClauseLinks } from '../../ui/clause-links.tsx';
import { Compared } from '../../ui/compared.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import page from '../../ui/page.module.css';
import { RichWords } from '../../ui/rich-words.tsx';
import { markOf, SeverityMark } from '../../ui/severity-mark.tsx';
import type { CatalogueEntry } from './rule-filter.ts';
import { useRulesText } from './rules-messages.ts';
import styles from './rules-room.module.css';

export interface RuleDetailProps {
  readonly rule: CatalogueEntry;
  readonly trace: Trace;
  readonly session: Session;
}

/** One rule: what it says, what it said here, why, how to fix it, and where it stands. */
export function RuleDetail({ rule, trace, session }: RuleDetailProps) {
  const r = useRulesText();
  const t = useText();
  const findings = session.findings.filter(({ ruleId }) => ruleId === rule.id).toReversed();
  return (
    <article className={page.detail} tabIndex={-1} aria-labelledby="rule-statement">
      <header className={styles.head}>
        <h2 id="rule-statement" className={styles.title}>
          <RichWords text={rule.statement} />
        </h2>
        <p className={styles.tags}>
          <Badge tone={rule.level.startsWith('MUST') ? 'accent' : 'neutral'}>{rule.level}</Badge>
          <Badge>{t(`stage.${rule.stage}`)}</Badge>
          <Badge
            tone={rule.binds === 'client' ? 'keyhole' : rule.binds === 'server' ? 'mcp-server' : rule.binds}
          >
            {r(`bindsOption.${rule.binds}`)}
          </Badge>
          <Badge>{r('since', { revision: rule.since })}</Badge>
          {rule.refuses ? <Badge tone="fail">{r('refuses')}</Badge> : null}
          {rule.reason === undefined ? null : <Badge>{r('unobservable')}</Badge>}
        </p>
        <p className={styles.id}>
          <code>{rule.id}</code>
          <CopyButton text={rule.id} />
        </p>
      </header>
      {rule.reason === undefined ? (
        <section className={styles.section}>
          <h3>{r('session')}</h3>
          {findings.length === 0 ? (
            <p className={styles.quiet}>{session.target === undefined ? r('noSession') : r('unjudged')}</p>
          ) : (
            <ul className={styles.findings}>
              {findings.map((finding) => (
                <FindingItem
                  key={finding.id}
                  finding={finding}
                  trace={trace}
                  overridden={finding.verdict === 'fail' && session.overrides.has(rule.id)}
                />
              ))}
            </ul>
          )}
        </section>
      ) : (
        <Words title={r('reason')} text={rule.reason} />
      )}
      {rule.why === undefined ? null : <Words title={r('why')} text={rule.why} />}
      {rule.fix === undefined ? null : <Words title={r('fix')} text={rule.fix} />}
      {rule.refuses ? <p className={styles.quiet}>{r('refusesText')}</p> : null}
      <section className={styles.section}>
        <h3>{r('sources')}</h3>
        <ClauseLinks sources={rule.sources} />
      </section>
      <section className={styles.section}>
        <h3>{r('inRevisions')}</h3>
        <dl className={styles.revisions}>
          {REVISIONS.map((revision) => (
            <div key={revision}>
              <dt>{revision}</dt>
              <dd>{levelIn(rule, revision) ?? <span className={styles.quiet}>{r('notIn')}</span>}</dd>
            </div>
          ))}
        </dl>
      </section>
    </article>
  );
}

function Words({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      <p>
        <RichWords text={text} />
      </p>
    </section>
  );
}

interface FindingItemProps {
  readonly finding: EventOf<'finding'>;
  readonly trace: Trace;
  readonly overridden: boolean;
}

function FindingItem({ finding, trace, overridden }: FindingItemProps) {
  const r = useRulesText();
  const { message, expected, actual, evidence, verdict } = finding;
  return (
    <li className={styles.finding}>
      <SeverityMark mark={markOf(finding)} shapeOnly />
      <div>
        <p>
          <RichWords text={message} /> {overridden ? <Badge tone="warning">{r('overridden')}</Badge> : null}
        </p>
        {verdict === 'fail' ? (
          <Compared
            labels={{ expected: r('expected'), actual: r('actual') }}
            expected={expected}
            actual={actual}
          />
        ) : null}
        <p className={styles.evidence}>
          {evidence.map((one) => (
            <EvidenceLink key={`${one.event} ${JSON.stringify(one.at)}`} trace={trace} evidence={one} />
          ))}
        </p>
      </div>
    </li>
  );
}
