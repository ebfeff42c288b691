import { useMemo, useRef } from 'react';
import { CATALOGUE } from '../../../shared/rules/catalogue.ts';
import { NOT_OBSERVABLE } from '../../../shared/rules/not-observable.ts';
import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { useStageChoice } from '../../flow/stage-choice.ts';
import { useShownSession } from '../../flow/use-shown-session.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { filterRules, type CatalogueEntry } from './rule-filter.ts';
import { RuleDetail } from './rule-detail.tsx';
import { RuleFilterBar } from './rule-filter-bar.tsx';
import { RuleList } from './rule-list.tsx';
import { useRulesText } from './rules-messages.ts';
import styles from './rules-room.module.css';
import { setFilter, useRules } from './rules-store.ts';

const ENTRIES: readonly CatalogueEntry[] = [...CATALOGUE, ...NOT_OBSERVABLE];

/** The room of the rules: every statement that Keyhole judges, and what it said in this session. */
export function RulesRoom() {
  const r = useRulesText();
  const t = useText();
  const view = useShownSession();
  const { session, version } = view;
  const { filter, rule: chosen } = useRules();
  const search = useRef<HTMLInputElement>(null);
  const latest = useMemo(
    () => new Map(session.findings.map((finding) => [finding.ruleId, finding])),
    // The list of findings grows in place; `version` says when.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [session, version],
  );
  const shown = useMemo(() => filterRules(ENTRIES, filter, latest), [filter, latest]);
  const rule = shown.find(({ id }) => id === chosen) ?? shown[0];

  useStageChoice((stage) => {
    setFilter({ stage });
    return true;
  });
  useActions([
    {
      id: 'flow.filter',
      title: r('filterCommand'),
      group: t('room.rules'),
      run: () => search.current?.focus(),
    },
  ]);

  return (
    <div className={styles.room}>
      <RuleFilterBar
        filter={filter}
        shown={shown.length}
        all={ENTRIES.length}
        judged={session.target !== undefined}
        inputRef={search}
      />
      <div className={styles.split}>
        <RuleList rules={shown} latest={latest} chosen={rule?.id} />
        {rule ? (
          <RuleDetail key={rule.id} rule={rule} trace={view.trace} session={session} />
        ) : (
          <EmptyState title={r('choose')} />
        )}
      </div>
    </div>
  );
}
