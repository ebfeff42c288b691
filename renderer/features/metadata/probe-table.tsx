import { useId } from 'react';
import { keyOf, type ProbeResult } from '../../../shared/metadata/probe-verdict.ts';
import { classes } from '../../ui/classes.ts';
import link from '../../ui/evidence-link.module.css';
import { RichWords } from '../../ui/rich-words.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { SeverityMark, type Mark } from '../../ui/severity-mark.tsx';
import kit from '../../ui/table.module.css';
import { Url } from '../../ui/url.tsx';
import { useMetadataText } from './metadata-messages.ts';
import { showMetadata } from './metadata-store.ts';
import type { ProbeGroup } from './probe-groups.ts';
import styles from './table.module.css';
import { useDocuments } from './use-documents.ts';

const MARKS: Readonly<Record<ProbeResult['mark'], Mark>> = {
  good: 'pass',
  bad: 'fail',
  note: 'warning',
  absent: 'not-applicable',
};

export interface ProbeTableProps {
  readonly group: ProbeGroup;
  /** The probe was made in the session on screen, so its documents stand among the others. */
  readonly linked: boolean;
}

/** The locations of one resource or issuer, one a row. */
export function ProbeTable({ group, linked }: ProbeTableProps) {
  const m = useMetadataText();
  const title = useId();
  const judged = group.results.some(({ use }) => use !== undefined);
  return (
    <section aria-labelledby={title}>
      <h3 id={title} className={styles.caption}>
        {m(`probing.group.${group.of}`, { issuer: group.issuer })}
      </h3>
      <table className={classes(kit.table, styles.table)}>
        <thead>
          <tr>
            <th className={styles.placeColumn}>{m('probing.location')}</th>
            <th className={styles.answerColumn}>{m('probing.answer')}</th>
            <th>{m('probing.verdict')}</th>
            {judged ? <th className={styles.clientColumn}>{m('probing.use')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {group.results.map((result) => (
            <ProbeRow key={keyOf(result.location)} result={result} judged={judged} linked={linked} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ProbeRowProps {
  readonly result: ProbeResult;
  readonly judged: boolean;
  readonly linked: boolean;
}

function ProbeRow({ result, judged, linked }: ProbeRowProps) {
  const m = useMetadataText();
  const { location, mark, verdict, states, redirects, use } = result;
  return (
    <tr data-mark={mark}>
      <th scope="row">
        <span className={styles.quiet}>{m(`probing.kind.${location.kind}`)}</span>
        <code>
          <SecretText text={location.url} render={(text) => <Url text={text} />} />
        </code>
        {redirects.map((to) => (
          <span key={to} className={styles.redirect}>
            ↳ {m('probing.redirect')}{' '}
            <code>
              <SecretText text={to} render={(text) => <Url text={text} />} />
            </code>
          </span>
        ))}
      </th>
      <td>
        <Answer result={result} />
      </td>
      <td>
        <div className={styles.verdict}>
          <SeverityMark mark={MARKS[mark]} shapeOnly />
          <div>
            <RichWords text={verdict} />
            {states && !states.matches ? (
              <div>
                <span className={styles.quiet}>{m('probing.states', { value: '' })}</span>
                <code>
                  <SecretText text={states.value} render={(text) => <Url text={text} />} />
                </code>
              </div>
            ) : null}
            {linked ? <Look result={result} /> : null}
          </div>
        </div>
      </td>
      {judged ? (
        <td>
          {use ? (
            <>
              {use.used ? <span className={styles.used}>✓ {m('probing.used')}</span> : null}
              <span className={styles.why}>{use.why}</span>
            </>
          ) : null}
        </td>
      ) : null}
    </tr>
  );
}

function Answer({ result }: { readonly result: ProbeResult }) {
  const m = useMetadataText();
  const { status, contentType, notSent, millis } = result;
  if (status === undefined) {
    return <span className={styles.quiet}>{notSent ? m('probing.notSent') : m('probing.noAnswer')}</span>;
  }
  return (
    <>
      <span className={styles.status}>
        {status} <span className={styles.quiet}>{m('probing.ms', { ms: Math.round(millis) })}</span>
      </span>
      {contentType === undefined ? null : <span className={styles.type}>{contentType.split(';')[0]}</span>}
    </>
  );
}

/** Opens the document among the others of the session, where it is read field by field. */
function Look({ result }: { readonly result: ProbeResult }) {
  const m = useMetadataText();
  const { documents } = useDocuments();
  const { url } = result.location;
  const document =
    result.document &&
    (documents.find(({ key }) => key === `probe-${url}`) ??
      documents.find((known) => known.place === 'here' && known.url === url));
  if (!document) return null;
  return (
    <div className={styles.look}>
      <button
        type="button"
        className={link.link}
        onClick={() => showMetadata({ tab: 'documents', document: document.key })}
      >
        {m('probing.look')}
      </button>
    </div>
  );
}
