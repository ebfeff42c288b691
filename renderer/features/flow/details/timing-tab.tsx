import type { CertificateSummary, Pointer, Timing, TlsInfo } from '../../../../shared/trace/event.ts';
import { classes } from '../../../ui/classes.ts';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { durationText } from '../diagram/row-words.ts';
import { useFlowText } from '../flow-messages.ts';
import styles from './details.module.css';
import type { Subject } from './subject.ts';

interface Phase {
  readonly name: 'dns' | 'connect' | 'tls' | 'send' | 'wait' | 'receive';
  readonly from: number;
  readonly to: number;
}

/** Phases that happened, each from the end of the one before. */
function phasesOf(timing: Timing): Phase[] {
  const ends: readonly (readonly [Phase['name'], number | undefined])[] = [
    ['dns', timing.dns],
    ['connect', timing.connect],
    ['tls', timing.tls],
    ['send', timing.sent],
    ['wait', timing.firstByte],
    ['receive', timing.firstByte === undefined ? undefined : timing.total],
  ];
  const phases: Phase[] = [];
  let from = 0;
  for (const [name, end] of ends) {
    if (end === undefined) continue;
    phases.push({ name, from, to: Math.max(from, end) });
    from = Math.max(from, end);
  }
  return phases;
}

/** How long each phase took, over which connection. */
export function TimingTab({
  subject,
  lit,
}: {
  readonly subject: Subject;
  readonly lit: Pointer | undefined;
}) {
  const t = useFlowText();
  if (subject.kind !== 'exchange') return <p className={styles.nothing}>{t('timing.none')}</p>;
  const { timing, tls, remoteAddress, proxy, request } = subject.event;
  const total = Math.max(timing.total, 0.001);
  return (
    <div className={styles.tab}>
      <table className={styles.waterfall}>
        <caption className="visually-hidden">{t('timing.caption')}</caption>
        <tbody>
          {phasesOf(timing).map((phase) => (
            <tr key={phase.name}>
              <th scope="row">{t(`timing.${phase.name}`)}</th>
              {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- a picture of the number beside it */}
              <td className={styles.bar} aria-hidden="true">
                <svg width="100%" height="12" aria-hidden="true">
                  <rect
                    className={styles.barFill}
                    data-phase={phase.name}
                    x={`${(phase.from / total) * 100}%`}
                    width={`max(2px, ${((phase.to - phase.from) / total) * 100}%)`}
                    height="12"
                    rx="2"
                  />
                </svg>
              </td>
              <td className={styles.number}>{durationText(phase.to - phase.from)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('timing.total')}</th>
            <td aria-hidden="true" />
            <td className={styles.number}>{durationText(timing.total)}</td>
          </tr>
        </tbody>
      </table>
      <dl className={styles.facts2}>
        <dt>{t('timing.started')}</dt>
        <dd>{new Date(timing.startedAt).toISOString()}</dd>
        <dt>{t('timing.connection')}</dt>
        <dd>{timing.reusedConnection ? t('timing.reused') : t('timing.new')}</dd>
        <dt>{t('timing.address')}</dt>
        <dd>
          {proxy === undefined ? (remoteAddress ?? t('timing.unknown')) : t('timing.throughProxy', { proxy })}
        </dd>
      </dl>
      {tls ? (
        <Tls tls={tls} lit={lit?.in === 'tls'} />
      ) : (
        <p className={styles.quiet}>
          {request.url.startsWith('https:') ? t('tls.noneHttps') : t('tls.none')}
        </p>
      )}
    </div>
  );
}

function Tls({ tls, lit }: { readonly tls: TlsInfo; readonly lit: boolean }) {
  const t = useFlowText();
  return (
    <section className={classes(styles.section, lit && styles.lit)} aria-label="TLS">
      <div className={styles.sectionHead}>
        <h3>TLS</h3>
        <SeverityMark mark={tls.authorized ? 'pass' : 'fail'} />
      </div>
      <dl className={styles.facts2}>
        <dt>{t('tls.protocol')}</dt>
        <dd>{tls.protocol}</dd>
        <dt>{t('tls.cipher')}</dt>
        <dd>{tls.cipher}</dd>
        <dt>{t('tls.verified')}</dt>
        <dd>{tls.authorized ? t('tls.yes') : t('tls.no', { error: tls.authorizationError ?? '' })}</dd>
      </dl>
      <ol className={styles.chain} aria-label={t('tls.chain')}>
        {tls.chain.map((certificate) => (
          <Certificate key={certificate.fingerprint256} certificate={certificate} />
        ))}
      </ol>
    </section>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateSummary }) {
  const t = useFlowText();
  return (
    <li>
      <p className={styles.subject}>{certificate.subject}</p>
      <dl className={styles.facts2}>
        <dt>{t('tls.issuer')}</dt>
        <dd>{certificate.issuer}</dd>
        <dt>{t('tls.valid')}</dt>
        <dd>
          {certificate.validFrom} – {certificate.validTo}
        </dd>
        {certificate.subjectAltName === undefined ? null : (
          <>
            <dt>{t('tls.names')}</dt>
            <dd>{certificate.subjectAltName}</dd>
          </>
        )}
        <dt>SHA-256</dt>
        <dd>
          <code>{certificate.fingerprint256}</code>
        </dd>
      </dl>
    </li>
  );
}
