import { useState } from 'react';
import { placeOf } from '../../../../shared/explain/parameters.ts';
import type { Pointer } from '../../../../shared/trace/event.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import type { Mark } from '../../../ui/severity-mark.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { useFlowText } from '../flow-messages.ts';
import { BodyView } from './body-view.tsx';
import { BreakableUrl } from './breakable-url.tsx';
import { ChangeList } from './change-list.tsx';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { HeaderList } from './header-list.tsx';
import { LitItem, PairTable } from './pair-table.tsx';
import { readUrl } from './pairs.ts';
import { issuerRefuted, requestOf, type Subject } from './subject.ts';
import { ValueChip } from './value-chip.tsx';

export interface HalfTabProps {
  readonly subject: Subject;
  readonly markAt: (at: Pointer) => Mark | undefined;
  readonly lit: Pointer | undefined;
}

/** Fields of a callback that count only once its issuer is proven. */
const UNPROVEN = new Set(['error', 'error_description', 'error_uri']);

/** The request as sent, or as it would be sent, with where each part came from. */
export function RequestTab({ subject, markAt, lit }: HalfTabProps) {
  const t = useFlowText();
  const { session, values, revision } = useFlowContext();
  const [wire, setWire] = useState(false);
  const [unproven, setUnproven] = useState(false);
  const request = requestOf(subject);
  const url = readUrl(request.url);
  const step = subject.kind === 'exchange' ? subject.event.step : subject.draft?.step;
  const isCallback = subject.kind === 'callback';
  const inUrl = isCallback ? 'callback-url' : 'request-url';
  const place = isCallback ? 'authorization-response' : step && placeOf(step, 'request');
  const draft = isCallback ? undefined : subject.draft?.id;
  const wireHeaders = subject.kind === 'exchange' ? subject.event.wireHeaders : undefined;
  const headers = wire && wireHeaders ? wireHeaders : request.headers;
  const hidden = isCallback && !unproven && issuerRefuted(session, subject.event.id);
  const built = subject.draft?.request;
  const atUrl: Pointer = { in: inUrl };
  return (
    <div className={styles.tab}>
      <ul className={styles.fields}>
        <LitItem lit={lit?.in === 'request-line' || (lit?.in === inUrl && lit.parameter === undefined)}>
          <p className={styles.requestLine}>
            <strong>{request.method}</strong>{' '}
            <SecretText
              text={hidden ? url.base : request.url}
              render={(text) => <BreakableUrl text={text} />}
            />{' '}
            {draft === undefined ? null : (
              <ValueChip
                facts={values.usedAt(draft, atUrl)}
                parts={values.partsAt(draft, atUrl)}
                sense="used"
              />
            )}
            <CopyButton text={request.url} label={t('details.copyUrl')} />
          </p>
        </LitItem>
      </ul>
      {built && built !== request && !isCallback ? <ChangeList before={built} after={request} /> : null}
      {hidden ? (
        <div className={styles.cut}>
          {t('details.unproven')}{' '}
          <Button size="small" onPress={() => setUnproven(true)}>
            {t('details.showUnproven')}
          </Button>
        </div>
      ) : null}
      {url.parameters.length > 0 ? (
        <section className={styles.section} aria-label={t('details.parameters')}>
          <div className={styles.sectionHead}>
            <h3>{t('details.parameters')}</h3>
            <span className={styles.quiet}>{url.parameters.length}</span>
          </div>
          <PairTable
            label={t('details.parameters')}
            pairs={hidden ? url.parameters.filter((pair) => !UNPROVEN.has(pair.name)) : url.parameters}
            place={place}
            pointerOf={(parameter) => ({ in: inUrl, parameter })}
            event={subject.event.id}
            draft={draft}
            markAt={markAt}
            lit={lit}
          />
        </section>
      ) : null}
      {headers.length > 0 ? (
        <>
          {wireHeaders ? (
            <Switch isSelected={wire} onChange={setWire}>
              {t('details.wireHeaders')}
            </Switch>
          ) : null}
          <HeaderList
            headers={headers}
            context={{ direction: 'request', revision, ...(step ? { step } : {}) }}
            event={subject.event.id}
            draft={draft}
            markAt={markAt}
            lit={lit}
          />
        </>
      ) : null}
      {request.body === undefined ? null : (
        <BodyView
          half="request"
          text={request.body}
          headers={request.headers}
          event={subject.event.id}
          draft={draft}
          place={step && placeOf(step, 'request')}
          markAt={markAt}
          lit={lit}
        />
      )}
      {subject.kind === 'opened' ? <p className={styles.quiet}>{t('details.browserSends')}</p> : null}
    </div>
  );
}
