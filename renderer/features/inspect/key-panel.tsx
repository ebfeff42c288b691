import { useState } from 'react';
import type { TokenReport } from '../../../shared/token/report.ts';
import { Button } from '../../ui/button.tsx';
import line from '../../ui/line.module.css';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Url } from '../../ui/url.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { giveKeys } from './inspect-store.ts';

export interface KeyPanelProps {
  readonly subject: string;
  readonly report: TokenReport;
  /** Keys that were pasted for this token. */
  readonly given: string | undefined;
  readonly busy: boolean;
  readonly onFetch: () => void;
}

/** Without a signature there is nothing to hold against a key. */
function isUnsigned({ checks, keys }: TokenReport): boolean {
  return (
    keys.from === 'none' && checks.some(({ check, verdict }) => check === 'signature' && verdict === 'fail')
  );
}

/** Whether keys are published for such a token: a proof carries its own, and a client signs its assertions itself. */
export function canFetchKeys(report: TokenReport): boolean {
  const { form, kind, keys } = report;
  if (form !== 'jws' || kind === 'dpop-proof' || kind === 'client-assertion') return false;
  return keys.from !== 'pasted' && !isUnsigned(report);
}

/** Where the keys come from that the signature is held against. */
export function KeyPanel({ subject, report, given, busy, onFetch }: KeyPanelProps) {
  const t = useInspectText();
  const [pasting, setPasting] = useState(false);
  const [text, setText] = useState(given ?? '');
  const signature = report.checks.find(({ check }) => check === 'signature');
  const { keys } = report;
  if (report.form !== 'jws' || !signature || isUnsigned(report)) return null;
  const where = keys.url ?? '';
  return (
    <section aria-labelledby="signature">
      <div className={styles.sectionHead}>
        <h2 id="signature">{t('keys.title')}</h2>
        <span className={line.spring} />
        {canFetchKeys(report) ? (
          <Button
            size="small"
            look={signature.verdict === 'cannot-tell' && keys.from === 'none' ? 'primary' : 'default'}
            busy={busy}
            onPress={onFetch}
          >
            {keys.from === 'fetched' ? t('keys.again') : t('keys.fetch')}
          </Button>
        ) : null}
        {keys.from === 'pasted' ? (
          <Button
            size="small"
            onPress={() => {
              giveKeys(subject, '');
              setText('');
            }}
          >
            {t('keys.drop')}
          </Button>
        ) : null}
        <Button size="small" look="quiet" aria-expanded={pasting} onPress={() => setPasting(!pasting)}>
          {t('keys.paste')}
        </Button>
      </div>
      <p className={styles.signature}>
        <SeverityMark mark={signature.verdict} shapeOnly /> {signature.sentence}
      </p>
      <p className={line.muted}>
        {t(`keys.from.${keys.from}`, { count: keys.count })} {where === '' ? null : <Url text={where} />}
      </p>
      {keys.requests.length > 0 ? (
        <ul className={styles.requests}>
          {keys.requests.map(({ url, status, fault }) => (
            <li key={url}>
              <SeverityMark mark={fault === undefined ? 'pass' : 'cannot-tell'} shapeOnly />
              <span>
                <span className={styles.mono}>
                  GET <Url text={url} />
                  {status === undefined ? '' : ` → ${status}`}
                </span>
                {fault === undefined ? null : <span className={styles.fault}>{fault}</span>}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {pasting ? (
        <form
          className={styles.keyForm}
          onSubmit={(event) => {
            event.preventDefault();
            giveKeys(subject, text);
          }}
        >
          <TextField
            label={t('keys.field')}
            value={text}
            onChange={setText}
            rows={4}
            mono
            hint={t('keys.hint')}
          />
          <Button type="submit" isDisabled={text.trim() === ''}>
            {t('keys.check')}
          </Button>
        </form>
      ) : null}
    </section>
  );
}
