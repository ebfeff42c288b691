import type { DocumentField } from '../../../shared/metadata/fields.ts';
import { ruleById } from '../../../shared/rules/catalogue.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { ClauseLinks } from '../../ui/clause-links.tsx';
import { Compared } from '../../ui/compared.tsx';
import { RichWords } from '../../ui/rich-words.tsx';
import { markOf, SeverityMark } from '../../ui/severity-mark.tsx';
import styles from './field-row.module.css';
import { FieldName } from './field-name.tsx';
import { JsonValue } from './json-value.tsx';
import { heaviest } from './marks.ts';
import { useMetadataText } from './metadata-messages.ts';
import { Uses } from './uses.tsx';

export interface FieldRowProps {
  readonly field: DocumentField;
  readonly trace: Trace;
  readonly linked: boolean;
}

/** A field: its value on one side, what it means and what became of it on the other. */
export function FieldRow({ field, trace, linked }: FieldRowProps) {
  const m = useMetadataText();
  const { name, value, meaning, findings, uses } = field;
  const mark = heaviest(findings);
  return (
    <li className={styles.field} data-mark={mark}>
      <div>{mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />}</div>
      <div className={styles.content}>
        <span className={styles.name}>
          <FieldName name={name} />
        </span>
        {value === undefined ? (
          <span className={styles.quiet}>{m('absent')}</span>
        ) : (
          <JsonValue value={value} />
        )}
      </div>
      <div className={styles.words}>
        {meaning === undefined ? (
          <p>
            <Badge>{m('unknown')}</Badge> <span className={styles.quiet}>{m('unknownText')}</span>
          </p>
        ) : (
          <>
            <p>
              <RichWords text={[meaning.summary, ...meaning.details].join(' ')} />
            </p>
            <ClauseLinks sources={meaning.sources} />
          </>
        )}
        {findings.map((finding) => (
          <FieldFinding key={finding.id} finding={finding} />
        ))}
        {uses.length > 0 ? <Uses words={m('usedIn')} uses={uses} trace={trace} linked={linked} /> : null}
      </div>
    </li>
  );
}

/** What a rule said: a line when it passed, with expected, actual and the remedy when it did not. */
export function FieldFinding({ finding }: { readonly finding: EventOf<'finding'> }) {
  const m = useMetadataText();
  const { message, expected, actual, verdict } = finding;
  const fix = finding.fix ?? ruleById(finding.ruleId)?.fix;
  return (
    <div className={styles.finding}>
      <SeverityMark mark={markOf(finding)} shapeOnly />
      <div>
        <p title={finding.ruleId}>
          <RichWords text={message} />
        </p>
        {verdict === 'fail' ? (
          <>
            <Compared
              labels={{ expected: m('expected'), actual: m('actual') }}
              expected={expected}
              actual={actual}
            />
            {fix === undefined ? null : (
              <p className={styles.quiet}>
                <RichWords text={fix} />
              </p>
            )}
          </>
        ) : null}
      </div>
    </div>
  );
}
