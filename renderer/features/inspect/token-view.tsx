import type { EventId } from '../../../shared/trace/event.ts';
import { useActions } from '../../actions.ts';
import type { SessionView } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { JsonText } from '../../ui/json-text.tsx';
import line from '../../ui/line.module.css';
import { Select } from '../../ui/select.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { goTo, select } from '../../view-store.ts';
import { CheckList } from './check-list.tsx';
import { ClaimTable } from './claim-table.tsx';
import { CompareView } from './compare-view.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { compareWith, useInspect, type Subject } from './inspect-store.ts';
import { canFetchKeys, KeyPanel } from './key-panel.tsx';
import { useReport } from './use-report.ts';

export interface TokenViewProps {
  readonly view: SessionView;
  readonly subject: Subject;
  readonly other: Subject | undefined;
  /** Ids of the tokens it can be compared with. */
  readonly others: readonly string[];
  /** The exchange that brought it. */
  readonly exchange: EventId | undefined;
  readonly titleOf: (id: string) => string;
}

const NONE = '';

/** One token: the verdict, what it rests on, what the token says, and the JSON. */
export function TokenView({ view, subject, other, others, exchange, titleOf }: TokenViewProps) {
  const t = useInspectText();
  const given = useInspect((state) => state.keys[subject.id]);
  const { report, error, busy, fetchKeys } = useReport(subject, view.id, view.session.head, given);
  useActions([
    {
      id: 'inspect.fetch-keys',
      title: t('keys.fetch'),
      group: t('title'),
      enabled: report !== undefined && canFetchKeys(report) && !busy,
      run: fetchKeys,
    },
  ]);
  return (
    <article className={styles.report} aria-labelledby="token-name" aria-busy={busy}>
      <header className={styles.head}>
        <h1 id="token-name">{titleOf(subject.id)}</h1>
        {report ? <Badge tone="accent">{t(`kind.${report.kind}`)}</Badge> : null}
        {report ? <Badge>{t(`form.${report.form}`)}</Badge> : null}
        <span className={line.spring} />
        {others.length > 0 ? (
          <Select
            label={t('compare.with')}
            hideLabel
            selected={other?.id ?? NONE}
            options={[
              { id: NONE, title: t('compare.none') },
              ...others.map((id) => ({ id, title: t('compare.option', { name: titleOf(id) }) })),
            ]}
            onSelect={(id) => compareWith(id === NONE ? undefined : id)}
          />
        ) : null}
        {exchange === undefined ? null : (
          <Button
            size="small"
            look="quiet"
            onPress={() => {
              select(exchange);
              goTo('flow');
            }}
          >
            {t('showExchange')}
          </Button>
        )}
      </header>
      {error === undefined ? null : <ErrorNotice message={error} />}
      {report === undefined && error === undefined ? <Spinner label={t('reading')} /> : null}
      {report ? (
        <>
          <div className={styles.verdict} data-verdict={report.verdict.verdict}>
            <SeverityMark mark={report.verdict.verdict} />
            <p>{report.verdict.sentence}</p>
          </div>
          <p className={line.muted}>
            {t('kindLine', { kind: t(`kind.${report.kind}`) })} {report.kindWhy}{' '}
            {report.claimsFrom === 'introspection' ? t('fromIntrospection') : ''}
          </p>
          {report.faults.length > 0 && report.form !== 'opaque' ? (
            <ul className={styles.faults}>
              {report.faults.map((fault) => (
                <li key={fault}>
                  <SeverityMark mark="warning" shapeOnly /> {fault}
                </li>
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
      {other ? (
        <CompareView
          session={view.id}
          a={subject}
          b={other}
          titleOf={(compared) => titleOf(compared.id)}
          key={other.id}
        />
      ) : null}
      {report ? (
        <>
          <CheckList checks={report.checks} />
          <KeyPanel subject={subject.id} report={report} given={given} busy={busy} onFetch={fetchKeys} />
          <ClaimTable id="claims" title={t(`claims.${report.claimsFrom}`)} notes={report.claimNotes} />
          <ClaimTable id="token-header" title={t('header')} notes={report.headerNotes} />
          {report.header ? (
            <details className={styles.json}>
              <summary>{t('json')}</summary>
              <JsonText value={report.header} />
              {report.claims ? <JsonText value={report.claims} /> : null}
            </details>
          ) : null}
        </>
      ) : null}
    </article>
  );
}
