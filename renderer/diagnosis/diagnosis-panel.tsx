import { Fragment } from 'react';
import type { Diagnosis } from '../../shared/diagnosis/diagnosis.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { SecretText } from '../ui/secret-text.tsx';
import { goTo, select } from '../view-store.ts';
import { useDiagnosisText } from './diagnosis-messages.ts';
import styles from './diagnosis.module.css';

/** The most likely cause, what supports it, what would decide it, and what to do. */
export function DiagnosisPanel({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const t = useDiagnosisText();
  const { cause, sentence, supports, wouldDecide, next, alternatives, resolved } = diagnosis;
  return (
    <section className={styles.panel} aria-label={t('title')} data-cause={cause}>
      <h3 className={styles.title}>
        {t('title')} <Badge tone={cause === 'unknown' ? 'cannot-tell' : 'fail'}>{t(`cause.${cause}`)}</Badge>
      </h3>
      <p className={styles.sentence}>
        <Words text={sentence} />
      </p>
      <h4>{t('supports')}</h4>
      <ul className={styles.list}>
        {supports.map((support) => {
          const [evidence] = support.evidence;
          return (
            <li key={support.sentence}>
              <Words text={support.sentence} />
              {evidence === undefined ? null : (
                <Button
                  size="small"
                  look="quiet"
                  aria-label={`${t('show')}: ${support.sentence}`}
                  onPress={() => {
                    select(evidence.event, evidence.at);
                    goTo('flow');
                  }}
                >
                  {t('show')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {wouldDecide.length > 0 ? (
        <>
          <h4>{t('wouldDecide')}</h4>
          <ul className={styles.list}>
            {wouldDecide.map((line) => (
              <li key={line}>
                <Words text={line} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h4>{t('next')}</h4>
      <p>
        <Words text={next} />
      </p>
      {alternatives.length > 0 ? (
        <>
          <h4>{t('alternatives')}</h4>
          <ul className={styles.list}>
            {alternatives.map((other) => (
              <li key={other.cause + other.sentence}>
                <Words text={other.sentence} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p className={styles.foot}>
        <Button size="small" onPress={() => goTo('inspect')}>
          {t('inspect')}
        </Button>
        {resolved ? t('resolved') : null}
      </p>
    </section>
  );
}

/** A sentence in which backticks mark code and masks stand for secrets. */
function Words({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, at) => ({ part, at }))
    .map(({ part, at }) =>
      at % 2 === 1 ? (
        <code key={at}>{part}</code>
      ) : (
        <Fragment key={at}>
          <SecretText text={part} />
        </Fragment>
      ),
    );
}
