import { useEffect, useState } from 'react';
import type { TokenComparison, TokenDifference } from '../../../shared/token/compare-tokens.ts';
import { useEngine } from '../../engine-context.ts';
import { messageOf } from '../../fault-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { classes } from '../../ui/classes.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import line from '../../ui/line.module.css';
import { Switch } from '../../ui/switch.tsx';
import kit from '../../ui/table.module.css';
import { ClaimValue } from './claim-table.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import type { Subject } from './inspect-store.ts';
import { nameOf } from './use-report.ts';

const TONES = { same: 'neutral', changed: 'accent', added: 'accent', removed: 'accent' } as const;

export interface CompareViewProps {
  readonly session: string | undefined;
  readonly a: Subject;
  readonly b: Subject;
  readonly titleOf: (subject: Subject) => string;
}

/** Two tokens side by side; what is the same is folded away until asked for. */
export function CompareView({ session, a, b, titleOf }: CompareViewProps) {
  const t = useInspectText();
  const engine = useEngine();
  const [all, setAll] = useState(false);
  const [answer, setAnswer] = useState<{ comparison: TokenComparison } | { error: string }>();
  useEffect(() => {
    let asked = true;
    engine
      .call('token.compare', { a: nameOf(a), b: nameOf(b), ...(session === undefined ? {} : { session }) })
      .then(
        (comparison) => asked && setAnswer({ comparison }),
        (error: unknown) => asked && setAnswer({ error: messageOf(error) }),
      );
    return () => {
      asked = false;
    };
  }, [engine, session, a, b]);
  if (!answer) return null;
  if ('error' in answer) return <ErrorNotice message={answer.error} />;
  const { sentence, differences } = answer.comparison;
  const shown = all ? differences : differences.filter(({ change }) => change !== 'same');
  return (
    <section aria-labelledby="compare">
      <div className={styles.sectionHead}>
        <h2 id="compare">{t('compare.title', { a: titleOf(a), b: titleOf(b) })}</h2>
        <span className={line.spring} />
        <Switch isSelected={all} onChange={setAll}>
          {t('compare.same')}
        </Switch>
      </div>
      <p>{sentence}</p>
      {shown.length > 0 ? (
        <div className={kit.scrolls}>
          <table className={classes(kit.plain, styles.table)}>
            <thead>
              <tr>
                <th scope="col">{t('claim.name')}</th>
                <th scope="col">{titleOf(a)}</th>
                <th scope="col">{titleOf(b)}</th>
                <th scope="col">{t('compare.change')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((difference) => (
                <DifferenceRow key={`${difference.in} ${difference.name}`} difference={difference} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

function DifferenceRow({ difference }: { readonly difference: TokenDifference }) {
  const t = useInspectText();
  const { name, change, a, b, words } = difference;
  return (
    <tr>
      <th scope="row">
        {name} {difference.in === 'header' ? <Badge>{t('compare.header')}</Badge> : null}
      </th>
      <td className={styles.claimValue}>{change === 'added' ? '–' : <ClaimValue value={a} />}</td>
      <td className={styles.claimValue}>{change === 'removed' ? '–' : <ClaimValue value={b} />}</td>
      <td className={styles.claimNote}>
        <Badge tone={TONES[change]}>{t(`change.${change}`)}</Badge> {words}
      </td>
    </tr>
  );
}
