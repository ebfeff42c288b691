import { ruleById } from '../../../shared/rules/catalogue.ts';
import { Badge } from '../../ui/badge.tsx';
import { ClauseLinks } from '../../ui/clause-links.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { RichWords } from '../../ui/rich-words.tsx';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';

/** One rule in short: what it says, why, how to fix it, and the clause. */
export function RuleWords({ ruleId }: { readonly ruleId: string }) {
  const c = useCompatText();
  const rule = ruleById(ruleId);
  if (!rule) return <code>{ruleId}</code>;
  return (
    <div className={styles.rule}>
      <p>
        <RichWords text={rule.statement} /> <Badge tone="accent">{rule.level}</Badge>
      </p>
      <p className={styles.ruleId}>
        <code>{rule.id}</code>
        <CopyButton text={rule.id} />
        <ClauseLinks sources={rule.sources} />
      </p>
      <dl className={styles.words}>
        <dt>{c('why')}</dt>
        <dd>
          <RichWords text={rule.why} />
        </dd>
        <dt>{c('fix')}</dt>
        <dd>
          <RichWords text={rule.fix} />
        </dd>
      </dl>
    </div>
  );
}
