import { useState } from 'react';
import { ruleById } from '../../../../shared/rules/catalogue.ts';
import type { Question } from '../../../../shared/trace/event.ts';
import type { Session } from '../../../../shared/trace/session.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { BreakableUrl } from '../details/breakable-url.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { Compared } from '../../../ui/compared.tsx';
import { EventLink } from '../details/event-link.tsx';
import { RichWords } from '../../../ui/rich-words.tsx';
import { useFlowText } from '../flow-messages.ts';
import { ClientForm } from './client-form.tsx';
import styles from './control.module.css';
import { OverrideButton } from './override-button.tsx';
import type { FlowAbilities } from '../../../flow/flow-abilities.ts';
import type { FlowCommands } from '../../../flow/use-flow-commands.ts';

export interface StopPanelProps {
  readonly session: Session;
  readonly abilities: FlowAbilities;
  readonly commands: FlowCommands;
}

/** Why the flow rests, and what the person can do about it. Nothing when it goes on by itself. */
export function StopPanel(props: StopPanelProps) {
  const { session } = props;
  if (session.stop?.kind === 'refused') return <RefusedPanel {...props} />;
  if (session.stop?.kind === 'failed') return <FailedPanel {...props} />;
  const question = session.question?.question;
  if (!question) return null;
  return <QuestionPanel key={session.question?.event} {...props} question={question} />;
}

function RefusedPanel({ session, abilities, commands }: StopPanelProps) {
  const t = useFlowText();
  const { stop } = session;
  if (stop?.kind !== 'refused') return null;
  const { ruleId, finding: findingId } = stop.event;
  const finding = session.findings.find((finding) => finding.id === findingId);
  const rule = ruleById(ruleId);
  return (
    <section className={styles.panel} data-tone="fail" aria-label={t('stop.refusedName')}>
      <div className={styles.panelText}>
        <p className={styles.panelTitle}>
          <SeverityMark mark="fail" shapeOnly /> {t('stop.refused')}{' '}
          <RichWords text={finding?.message ?? rule?.statement ?? ruleId} />
        </p>
        <Compared
          labels={{ expected: t('findings.expected'), actual: t('findings.actual') }}
          expected={finding?.expected}
          actual={finding?.actual}
        />
        {rule ? (
          <p>
            <span className={styles.quiet}>{t('findings.why')}</span> <RichWords text={rule.why} />
          </p>
        ) : null}
        {finding?.fix === undefined ? null : (
          <p>
            <span className={styles.quiet}>{t('findings.fix')}</span> <RichWords text={finding.fix} />
          </p>
        )}
        <p className={styles.evidence}>
          {finding?.evidence.map((evidence) => (
            <EventLink key={`${evidence.event} ${JSON.stringify(evidence.at)}`} evidence={evidence} />
          ))}
          {rule ? <ClauseLinks sources={rule.sources} /> : null}
        </p>
      </div>
      <div className={styles.panelActions}>
        <Button isDisabled={!abilities.retry} onPress={() => void commands.retry()}>
          {t('control.retry')}
        </Button>
        {stop.event.final === true ? null : (
          <OverrideButton
            ruleId={ruleId}
            isDisabled={!abilities.override}
            onOverride={(rule) => void commands.override(rule)}
          />
        )}
      </div>
    </section>
  );
}

function FailedPanel({ session, abilities, commands }: StopPanelProps) {
  const t = useFlowText();
  const { stop } = session;
  if (stop?.kind !== 'failed') return null;
  const exchange = session.exchanges.find((exchange) => exchange.id === stop.event.exchange);
  const cause = exchange?.failure?.cause;
  const details = [
    stop.event.message,
    cause,
    exchange && `${exchange.request.method} ${exchange.request.url}`,
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <section className={styles.panel} data-tone="fail" aria-label={t('stop.failedName')}>
      <div className={styles.panelText}>
        <p className={styles.panelTitle}>
          <SeverityMark mark="fail" shapeOnly /> {stop.event.message}
        </p>
        {cause === undefined ? null : <code className={styles.quiet}>{cause}</code>}
        {exchange ? (
          <p className={styles.evidence}>
            <EventLink evidence={{ event: exchange.id, at: { in: 'status' } }} />
          </p>
        ) : null}
      </div>
      <div className={styles.panelActions}>
        <CopyButton text={details} label={t('stop.copyDetails')} />
        <Button isDisabled={!abilities.back} onPress={() => void commands.back()}>
          {t('control.back')}
        </Button>
        <Button look="primary" isDisabled={!abilities.retry} onPress={() => void commands.retry()}>
          {t('control.retry')}
        </Button>
      </div>
    </section>
  );
}

interface QuestionPanelProps extends StopPanelProps {
  readonly question: Question;
}

function QuestionPanel({ question, abilities, commands, session }: QuestionPanelProps) {
  switch (question.kind) {
    case 'sign-in':
      return <SignInPanel question={question} abilities={abilities} commands={commands} session={session} />;
    case 'choose-authorization-server':
      return <ChoosePanel issuers={question.issuers} abilities={abilities} commands={commands} />;
    default:
      return <ClientForm why={question.why} isDisabled={!abilities.live} onAnswer={commands.answer} />;
  }
}

/** What became of the authorization URL, in words; one that Keyhole follows asks nobody. */
const OPENED = {
  system: 'signIn.opened',
  profile: 'signIn.openedProfile',
  printed: 'signIn.printed',
  followed: 'signIn.printed',
} as const;

/** Only such an address may be opened or linked; the engine checks again before it opens anything. */
function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

function SignInPanel({
  question,
  abilities,
  commands,
  session,
}: StopPanelProps & { readonly question: Extract<Question, { kind: 'sign-in' }> }) {
  const t = useFlowText();
  const [pasted, setPasted] = useState('');
  const [error, setError] = useState<string>();
  const safe = isWebUrl(question.url);
  // The draft is history by now: what waits belongs to the next stage.
  const opened = session.events.findLast((event) => event.kind === 'browser-opened')?.how;
  const send = () => {
    const url = pasted.trim();
    if (!URL.canParse(url)) {
      setError(t('signIn.notUrl'));
      return;
    }
    setError(undefined);
    void commands.answer({ kind: 'callback-url', url });
  };
  return (
    <section className={styles.panel} data-tone="accent" aria-label={t('signIn.name')}>
      <div className={styles.panelText}>
        <p className={styles.panelTitle}>{t(OPENED[opened ?? 'printed'])}</p>
        <details className={styles.wholeUrl}>
          <summary>{t('signIn.showUrl')}</summary>
          <code>
            <SecretText text={question.url} render={(text) => <BreakableUrl text={text} />} />
          </code>
        </details>
        {safe ? null : <p className={styles.warning}>{t('signIn.unsafe')}</p>}
        <form
          className={styles.paste}
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <TextField
            className={styles.grow ?? ''}
            label={t('signIn.paste')}
            hint={t('signIn.pasteHint', { redirect: question.redirectUri })}
            placeholder={`${question.redirectUri}?code=…`}
            mono
            value={pasted}
            error={error}
            onChange={setPasted}
          />
          <Button
            type="submit"
            className={styles.pasteButton ?? ''}
            isDisabled={pasted.trim() === '' || !abilities.live}
          >
            {t('signIn.use')}
          </Button>
        </form>
      </div>
      <div className={styles.panelActions}>
        <CopyButton text={question.url} label={t('signIn.copyUrl')} />
        <Button
          look="primary"
          isDisabled={!safe || !abilities.live}
          onPress={() => void commands.openBrowser()}
        >
          {opened === 'system' || opened === 'profile' ? t('signIn.openAgain') : t('signIn.open')}
        </Button>
      </div>
    </section>
  );
}

function ChoosePanel({
  issuers,
  abilities,
  commands,
}: {
  readonly issuers: readonly string[];
  readonly abilities: FlowAbilities;
  readonly commands: FlowCommands;
}) {
  const t = useFlowText();
  return (
    <section className={styles.panel} data-tone="accent" aria-label={t('choose.name')}>
      <div className={styles.panelText}>
        <p className={styles.panelTitle}>{t('choose.title', { count: issuers.length })}</p>
        <p className={styles.quiet}>{t('choose.hint')}</p>
        <ul className={styles.issuers}>
          {issuers.map((issuer, index) => (
            <li key={issuer}>
              <code className={styles.grow}>
                <BreakableUrl text={issuer} />
              </code>
              <span className={styles.quiet}>
                {index === 0 ? `${t('choose.first')} ` : ''}
                {issuer.startsWith('https:') ? 'https' : t('choose.notHttps')}
              </span>
              <Button
                size="small"
                isDisabled={!abilities.live || abilities.busy}
                onPress={() => void commands.answer({ kind: 'authorization-server', issuer })}
              >
                {t('choose.use')}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
