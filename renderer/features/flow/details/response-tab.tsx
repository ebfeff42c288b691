import { placeOf } from '../../../../shared/explain/parameters.ts';
import type { Pointer, SseEvent } from '../../../../shared/trace/event.ts';
import { useText } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { durationText } from '../diagram/row-words.ts';
import { useFlowText } from '../flow-messages.ts';
import { BodyView } from './body-view.tsx';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { HeaderList } from './header-list.tsx';
import { LitItem } from './pair-table.tsx';
import type { HalfTabProps } from './request-tab.tsx';
import type { LoadedBody } from './use-body.ts';
import { useBody } from './use-body.ts';

/** What came back: status, headers, body; or why nothing did. */
export function ResponseTab({ subject, markAt, lit }: HalfTabProps) {
  const t = useFlowText();
  const { revision } = useFlowContext();
  const response = subject.kind === 'exchange' ? subject.event.response : undefined;
  const body = useBody(response?.body);
  if (subject.kind === 'draft') return <p className={styles.nothing}>{t('details.notSent')}</p>;
  if (subject.kind === 'opened') return <p className={styles.nothing}>{t('details.browserAnswer')}</p>;
  if (subject.kind === 'callback') return <p className={styles.nothing}>{t('details.callbackAnswer')}</p>;
  const { event } = subject;
  if (!response) {
    return (
      <div className={styles.tab}>
        <ErrorNotice
          message={event.failure?.message ?? t('details.noResponse')}
          details={event.failure?.cause}
        />
      </div>
    );
  }
  return (
    <div className={styles.tab}>
      <ul className={styles.fields}>
        <LitItem lit={lit?.in === 'status'}>
          <p className={styles.requestLine}>
            <strong>{response.status}</strong> {response.statusText}{' '}
            <span className={styles.quiet}>{durationText(event.timing.total)}</span>
          </p>
        </LitItem>
      </ul>
      <HeaderList
        headers={response.headers}
        context={{ direction: 'response', step: event.step, status: response.status, revision }}
        event={event.id}
        draft={undefined}
        markAt={markAt}
        lit={lit}
      />
      {response.events ? (
        <SseList events={response.events} event={event.id} lit={lit} />
      ) : body.kind === 'loading' ? (
        <BodyWait body={body} />
      ) : body.kind === 'cancelled' ? (
        <div className={styles.wait}>
          <span>{t('details.bodyCancelled')}</span>
          <Button size="small" onPress={body.again}>
            {t('details.bodyAgain')}
          </Button>
        </div>
      ) : body.kind === 'failed' ? (
        <ErrorNotice message={body.message} />
      ) : body.kind === 'loaded' && body.body.text !== undefined ? (
        <BodyView
          half="response"
          text={body.body.text}
          headers={response.headers}
          ref_={response.body}
          event={event.id}
          draft={undefined}
          place={
            response.status < 300 || event.step === 'register' ? placeOf(event.step, 'response') : undefined
          }
          markAt={markAt}
          lit={lit}
        />
      ) : (
        <p className={styles.nothing}>
          {response.body && response.body.length > 0
            ? t('details.binary', { count: response.body.length })
            : t('details.noBody')}
        </p>
      )}
    </div>
  );
}

/** A body that is on its way: how far it is masked, once that takes longer than a moment. */
function BodyWait({ body }: { readonly body: Extract<LoadedBody, { kind: 'loading' }> }) {
  const t = useFlowText();
  const all = useText();
  if (body.done === undefined) {
    return (
      <p className={styles.nothing}>
        <Spinner label={t('details.loadingBody')} />
      </p>
    );
  }
  return (
    <div className={styles.wait}>
      <Progress label={t('details.maskingBody')} value={Math.round(body.done * 100)} />
      <span>{t('details.maskingBody')}</span>
      <Button size="small" onPress={body.cancel}>
        {all('common.cancel')}
      </Button>
    </div>
  );
}

/** Events of a stream, each with its own JSON. */
function SseList({
  events,
  event,
  lit,
}: {
  readonly events: readonly SseEvent[];
  readonly event: number;
  readonly lit: Pointer | undefined;
}) {
  const t = useFlowText();
  const litEvent = lit?.in === 'response-body' ? lit.sse : undefined;
  return (
    <section className={styles.section} aria-label={t('details.stream')}>
      <div className={styles.sectionHead}>
        <h3>{t('details.stream')}</h3>
        <span className={styles.quiet}>{events.length}</span>
      </div>
      <ol className={styles.stream}>
        {events.slice(0, 500).map((item, index) => (
          // Events of a stream only ever grow at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <p className={styles.quiet}>
              {durationText(item.at)}
              {item.event === undefined ? '' : ` · ${item.event}`}
              {item.id === undefined ? '' : ` · id ${item.id}`}
            </p>
            <BodyView
              half="response"
              text={item.data}
              headers={[]}
              event={event}
              draft={undefined}
              place={undefined}
              markAt={() => undefined}
              lit={index === litEvent ? lit : undefined}
            />
          </li>
        ))}
      </ol>
      {events.length > 500 ? (
        <p className={styles.cut}>{t('details.streamCut', { shown: 500, total: events.length })}</p>
      ) : null}
    </section>
  );
}
