import type { RequestContent } from '../../../../shared/trace/event.ts';
import { SecretText } from '../../../ui/secret-text.tsx';
import { diffDraft } from '../draft/draft-diff.ts';
import { useFlowText } from '../flow-messages.ts';
import styles from './details.module.css';
import { placeText } from '../../../ui/place-text.ts';

/** What an edit changed against the draft as it was built. */
export function ChangeList({
  before,
  after,
}: {
  readonly before: RequestContent;
  readonly after: RequestContent;
}) {
  const t = useFlowText();
  const changes = diffDraft(before, after);
  if (changes.length === 0) return null;
  return (
    <section className={styles.changes} aria-label={t('draft.changes')}>
      <h3>{t('draft.changed', { count: changes.length })}</h3>
      <ul>
        {changes.map((change) => (
          <li key={`${JSON.stringify(change.at)} ${change.before ?? ''}`}>
            <span className={styles.quiet}>{placeText(change.at)}</span>
            {change.before === undefined ? null : (
              <del>
                <SecretText text={change.before} />
              </del>
            )}
            {change.after === undefined ? null : (
              <ins>
                <SecretText text={change.after} />
              </ins>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
