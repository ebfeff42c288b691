import ArrowRightLeft from 'lucide-react/icons/arrow-right-left';
import { findingsOf, type AnnotatedDocument } from '../../../shared/metadata/fields.ts';
import type { MetadataDocument } from '../../../shared/metadata/documents.ts';
import { compareRegistration } from '../../../shared/metadata/registration.ts';
import type { Trace } from '../../../shared/trace/fold.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import page from '../../ui/page.module.css';
import { SecretText } from '../../ui/secret-text.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Url } from '../../ui/url.tsx';
import { goTo, select } from '../../view-store.ts';
import styles from './document-detail.module.css';
import { FieldFinding, FieldRow } from './field-row.tsx';
import { heaviest } from './marks.ts';
import { useMetadataText } from './metadata-messages.ts';
import { RegistrationTable } from './registration-table.tsx';
import { Uses } from './uses.tsx';

export interface DocumentDetailProps {
  readonly document: MetadataDocument;
  readonly note: AnnotatedDocument;
  readonly trace: Trace;
}

/** One document: the verdict, then every field with its meaning, its checks and its uses. */
export function DocumentDetail({ document, note, trace }: DocumentDetailProps) {
  const m = useMetadataText();
  const { event, requested, place, value } = document;
  const here = place === 'here';
  return (
    <article className={page.detail} tabIndex={-1} aria-labelledby="document-title">
      <header className={styles.head}>
        <div className={styles.name}>
          <h2 id="document-title">{m(`kind.${document.kind}`)}</h2>
          <code className={styles.url}>
            <SecretText text={document.url} render={(text) => <Url text={text} />} />
          </code>
        </div>
        <div className={styles.tools}>
          {event === undefined || !here ? null : (
            <Button
              size="small"
              icon={<ArrowRightLeft size={14} aria-hidden />}
              onPress={() => {
                select(event, { in: 'response-body', path: '' });
                goTo('flow');
              }}
            >
              {m('showExchange')}
            </Button>
          )}
          <CopyButton text={() => JSON.stringify(value, null, 2)} of={value} label={m('copy')} />
        </div>
        <Verdict document={document} note={note} />
      </header>
      {requested ? <RegistrationTable rows={compareRegistration(requested, value)} /> : null}
      <section aria-labelledby="document-fields">
        <h3 id="document-fields" className={styles.sectionTitle}>
          {m('fields')}
        </h3>
        <ul className={styles.fields}>
          {[...note.missing, ...note.fields].map((field) => (
            <FieldRow key={field.path} field={field} trace={trace} linked={here} />
          ))}
        </ul>
      </section>
      {note.findings.length > 0 || note.uses.length > 0 ? (
        <section className={styles.whole} aria-labelledby="document-whole">
          <h3 id="document-whole" className={styles.sectionTitle}>
            {m('whole')}
          </h3>
          {note.findings.map((finding) => (
            <FieldFinding key={finding.id} finding={finding} />
          ))}
          {note.uses.length > 0 ? (
            <Uses words={m('usedWhole')} uses={note.uses} trace={trace} linked={here} />
          ) : null}
        </section>
      ) : null}
    </article>
  );
}

function Verdict({ document, note }: Pick<DocumentDetailProps, 'document' | 'note'>) {
  const m = useMetadataText();
  if (document.place === 'made') return <p className={styles.verdict}>{m('madeNote')}</p>;
  if (document.place === 'probe') return <p className={styles.verdict}>{m('probeNote')}</p>;
  const findings = findingsOf(note);
  const judged = findings.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  const failed = judged.filter(({ verdict, severity }) => verdict === 'fail' && severity !== 'info').length;
  const mark = heaviest(findings);
  return (
    <p className={styles.verdict}>
      {mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />}
      {judged.length === 0
        ? m('checks.none')
        : failed === 0
          ? m('checks.pass', { count: judged.length })
          : m('checks.fail', { count: failed, all: judged.length })}
    </p>
  );
}
