import Plus from 'lucide-react/icons/plus';
import type { RuleFault } from '../../../shared/privacy/policy/custom-rules.ts';
import type { CustomRule } from '../../../shared/privacy/policy/privacy-policy.ts';
import { Button } from '../../ui/button.tsx';
import type { TabProps } from './lens-tab.tsx';
import styles from './policy.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { changePolicy, usePrivacy } from './privacy-store.ts';
import { RuleForm } from './rule-form.tsx';
import { useWork } from './use-work.ts';

const NEW_RULE: CustomRule = {
  name: 'my rule',
  class: 'business-confidential',
  key: '',
  example: '',
  counterExample: '',
};

/** Rules of the person's own, each tried on its examples and on the call on show in the lens while it is written. */
export function RuleList({ view, calls }: TabProps) {
  const p = usePrivacyText();
  const section = usePrivacy((state) => state.section);
  const chosen = usePrivacy((state) => state.chosen);
  const rules = section.rules ?? [];
  const call = calls.find(({ exchange }) => exchange.id === chosen) ?? calls[0];
  const work = useWork(
    'privacy.view',
    view.id === undefined || !call || rules.length === 0
      ? undefined
      : { session: view.id, exchange: call.exchange.id, policy: section },
  );
  const faults = work.answer?.ruleFaults ?? [];
  const found = new Map<string, number>();
  for (const { rule } of work.answer?.view.spots ?? [])
    if (rule !== undefined) found.set(rule, (found.get(rule) ?? 0) + 1);
  const change = (index: number, rule: CustomRule | undefined) =>
    changePolicy((before) => ({
      ...before,
      rules: (before.rules ?? []).flatMap((one, at) => (at !== index ? [one] : rule ? [rule] : [])),
    }));
  return (
    <section className={styles.rules} aria-labelledby="own-rules">
      <header className={styles.rulesHead}>
        <h2 id="own-rules">{p('rule.title')}</h2>
        <Button
          size="small"
          icon={<Plus size={14} aria-hidden />}
          onPress={() =>
            changePolicy((before) => ({
              ...before,
              rules: [
                ...(before.rules ?? []),
                { ...NEW_RULE, name: p('rule.newName', { number: rules.length + 1 }) },
              ],
            }))
          }
        >
          {p('rule.add')}
        </Button>
      </header>
      <p className={styles.intro}>{p('rule.intro')}</p>
      {rules.map((rule, index) => (
        // Rules have no identity but their place; their names are being typed.
        // oxlint-disable-next-line react/no-array-index-key
        <RuleForm
          key={index}
          rule={rule}
          faults={faults.filter((fault: RuleFault) => fault.index === index)}
          found={call && work.answer ? (found.get(rule.name) ?? 0) : undefined}
          where={call?.called.name}
          onChange={(changed) => change(index, changed)}
          onRemove={() => change(index, undefined)}
        />
      ))}
    </section>
  );
}
