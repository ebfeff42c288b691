import type { TokenCheck } from '../../../shared/token/token.ts';
import { SecretText } from '../../ui/secret-text.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Url } from '../../ui/url.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { SourceLink } from './source-link.tsx';

/** What calls for attention first; what does not apply last. */
const ORDER = ['fail', 'warning', 'cannot-tell', 'pass', 'not-applicable'] as const;

/** Every check with its verdict; what was expected and seen where they differ. */
export function CheckList({ checks }: { readonly checks: readonly TokenCheck[] }) {
  const t = useInspectText();
  const sorted = [...checks].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">{t('checks')}</h2>
      <ul className={styles.checks}>
        {sorted.map(({ check, verdict, sentence, expected, actual, source }) => (
          <li key={check} className={styles.check} data-verdict={verdict}>
            <SeverityMark mark={verdict} />
            <span className={styles.checkName}>{t(`check.${check}`)}</span>
            <div className={styles.checkText}>
              <p>
                {sentence} <SourceLink source={source} />
              </p>
              {actual === undefined && expected === undefined ? null : (
                <dl className={styles.facts}>
                  {expected !== undefined && expected !== actual && verdict !== 'pass' ? (
                    <>
                      <dt>{t('expected')}</dt>
                      <dd>
                        <Value text={expected} />
                      </dd>
                    </>
                  ) : null}
                  {actual === undefined ? null : (
                    <>
                      <dt>{t('actual')}</dt>
                      <dd>
                        <Value text={actual} />
                      </dd>
                    </>
                  )}
                </dl>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Value({ text }: { readonly text: string }) {
  return <SecretText text={text} render={(part) => <Url text={part} />} />;
}
