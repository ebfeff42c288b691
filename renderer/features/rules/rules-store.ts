import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { EVERYTHING, type RuleFilter } from './rule-filter.ts';

/** What the person looks at in this room; kept while they follow a verdict to its bytes and come back. */
interface RulesView {
  readonly filter: RuleFilter;
  readonly rule: string | undefined;
}

const rulesStore = createStore<RulesView>(() => ({ filter: EVERYTHING, rule: undefined }));

export function useRules(): RulesView {
  return useStore(rulesStore);
}

export function setFilter(change: Partial<RuleFilter>): void {
  rulesStore.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

export function chooseRule(rule: string): void {
  rulesStore.setState({ rule });
}
