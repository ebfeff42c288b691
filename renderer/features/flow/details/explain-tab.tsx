import { explainOAuthError } from '../../../../shared/explain/oauth-errors.ts';
import { explainStatus } from '../../../../shared/explain/status.ts';
import { explainCallback, explainStep } from '../../../../shared/explain/steps.ts';
import type { EventOf } from '../../../../shared/trace/session.ts';
import { DiagnosisPanel } from '../../../diagnosis/diagnosis-panel.tsx';
import { useDiagnosis } from '../../../diagnosis/use-diagnosis.ts';
import { useSession } from '../../../session-store.ts';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { useFlowText } from '../flow-messages.ts';
import { headerOf } from './body-kind.ts';
import { BreakableUrl } from './breakable-url.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { EventLink } from './event-link.tsx';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { readUrl } from './pairs.ts';
import { RichWords } from '../../../ui/rich-words.tsx';
import { issuerRefuted, type Subject } from './subject.ts';
import { useBody } from './use-body.ts';
import { Facts } from './value-chip.tsx';

export interface ExplainTabProps {
  readonly subject: Subject;
  readonly findings: readonly EventOf<'finding'>[];
  readonly onFindings: () => void;
}

/** What this step is for, what came of it, what was learnt, and what to look at. */
export function ExplainTab({ subject, findings, onFindings }: ExplainTabProps) {
  const t = useFlowText();
  const { revision, values } = useFlowContext();
  const step = subject.kind === 'exchange' ? subject.event.step : (subject.draft?.step ?? 'authorize');
  const words = subject.kind === 'callback' ? explainCallback(revision) : explainStep(step, revision);
  const learnt = values.learntFrom(subject.event.id);
  const failed = findings.filter(
    (finding) => finding.verdict === 'fail' && finding.severity !== 'info',
  ).length;
  const passed = findings.filter((finding) => finding.verdict === 'pass').length;
  return (
    <div className={styles.tab}>
      <h3 className={styles.title}>{words.title}</h3>
      <p className={styles.purpose}>
        <RichWords text={words.purpose} />
      </p>
      <ClauseLinks sources={words.sources} />
      {subject.kind === 'exchange' ? <WhyRefused exchange={subject.event} /> : null}
      <WhatHappened subject={subject} />
      {findings.length > 0 ? (
        <button type="button" className={styles.checked} onClick={onFindings}>
          {t('explain.checked')}
          {passed > 0 || failed === 0 ? <SeverityMark mark="pass" count={passed} /> : null}
          {failed > 0 ? <SeverityMark mark={worst(findings)} count={failed} /> : null}
        </button>
      ) : null}
      {learnt.length > 0 ? (
        <section className={styles.section}>
          <div className={styles.sectionHead}>
            <h3>{t('explain.learnt')}</h3>
          </div>
          <ul className={styles.learnt}>
            {learnt.map((fact) => (
              <li key={fact.event}>
                <LearntValue event={fact.event} />
                <Facts fact={fact} origin={false} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className={styles.section}>
        <div className={styles.sectionHead}>
          <h3>{t('explain.lookAt')}</h3>
        </div>
        <ul className={styles.lookAt}>
          {words.lookAt.map((line) => (
            <li key={line}>
              <RichWords text={line} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** The diagnosis of a refused call; nothing for any other exchange. */
function WhyRefused({ exchange }: { readonly exchange: EventOf<'exchange'> }) {
  const { id, session } = useSession();
  const diagnosis = useDiagnosis(id, exchange, session.head);
  return diagnosis ? <DiagnosisPanel diagnosis={diagnosis} /> : null;
}

function worst(findings: readonly EventOf<'finding'>[]): 'fail' | 'warning' {
  return findings.some((finding) => finding.verdict === 'fail' && finding.severity === 'error')
    ? 'fail'
    : 'warning';
}

/** A learnt value in short; a big one is counted here and shown where it stands. */
function LearntValue({ event }: { readonly event: number }) {
  const t = useFlowText();
  const { session } = useFlowContext();
  const learnt = session.events.find((other) => other.id === event);
  if (learnt?.kind !== 'value') return null;
  const { value, from } = learnt;
  const text = shortText(value);
  return (
    <span className={styles.learntValue}>
      {text === undefined ? (
        <>
          {t('json.members', { count: Object.keys(value ?? {}).length })}{' '}
          {from.kind === 'seen' ? <EventLink evidence={from} /> : null}
        </>
      ) : (
        <SecretText text={text} render={(part) => <BreakableUrl text={part} />} />
      )}
    </span>
  );
}

function shortText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry === 'string') ? value.join(', ') : undefined;
  }
  return typeof value === 'object' && value !== null ? undefined : JSON.stringify(value);
}

/** The outcome in words: the status, or the OAuth error with causes and what to do next. */
function WhatHappened({ subject }: { readonly subject: Subject }) {
  const t = useFlowText();
  const { revision, session } = useFlowContext();
  const body = useBody(subject.kind === 'exchange' ? subject.event.response?.body : undefined);
  if (subject.kind === 'draft') return <p className={styles.happened}>{t('explain.notSent')}</p>;
  if (subject.kind === 'opened') return <p className={styles.happened}>{t('explain.opened')}</p>;
  if (subject.kind === 'callback') {
    // An answer from the wrong issuer must not be believed, so its error is not explained either.
    if (issuerRefuted(session, subject.event.id))
      return <p className={styles.happened}>{t('explain.untrusted')}</p>;
    const error = readUrl(subject.event.url).parameters.find((pair) => pair.name === 'error')?.value;
    return error === undefined ? null : <OAuthError code={error} stage="authorization-response" />;
  }
  const { event } = subject;
  if (event.failure) {
    return (
      <div className={styles.happened} data-tone="fail">
        <p>{event.failure.message}</p>
        {event.failure.cause === undefined ? null : <code>{event.failure.cause}</code>}
      </div>
    );
  }
  if (!event.response) return null;
  const words = explainStatus(event.response.status, {
    step: event.step,
    withToken: headerOf(event.request.headers, 'authorization') !== undefined,
    withChallenge: headerOf(event.response.headers, 'www-authenticate') !== undefined,
    revision,
  });
  const code = event.response.status >= 400 && body.kind === 'loaded' ? errorCode(body.body.text) : undefined;
  return (
    <>
      <div className={styles.happened}>
        <p>
          <strong>
            {event.response.status} {event.response.statusText}
          </strong>{' '}
          <RichWords text={[words.summary, ...words.details].join(' ')} />
        </p>
        <ClauseLinks sources={words.sources} />
      </div>
      {code === undefined ? null : <OAuthError code={code} stage={event.stage} />}
    </>
  );
}

function errorCode(text: string | undefined): string | undefined {
  try {
    const body: unknown = JSON.parse(text ?? '');
    return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
      ? body.error
      : undefined;
  } catch {
    return undefined;
  }
}

function OAuthError({
  code,
  stage,
}: {
  readonly code: string;
  readonly stage: Parameters<typeof explainOAuthError>[1];
}) {
  const t = useFlowText();
  const words = explainOAuthError(code, stage);
  if (!words) return null;
  return (
    <div className={styles.happened} data-tone="fail">
      <p>
        <code className={styles.code}>{code}</code> <RichWords text={words.meaning} />
      </p>
      <h3>{t('explain.causes')}</h3>
      <ul className={styles.lookAt}>
        {words.causes.map((cause) => (
          <li key={cause}>
            <RichWords text={cause} />
          </li>
        ))}
      </ul>
      <h3>{t('explain.next')}</h3>
      <ul className={styles.lookAt}>
        {words.next.map((next) => (
          <li key={next}>
            <RichWords text={next} />
          </li>
        ))}
      </ul>
      <ClauseLinks sources={words.sources} />
    </div>
  );
}
