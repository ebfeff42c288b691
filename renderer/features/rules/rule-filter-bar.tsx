import X from 'lucide-react/icons/x';
import type { Ref } from 'react';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { STAGES } from '../../../shared/trace/event.ts';
import { useText } from '../../i18n/messages.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BOUND, EVERYTHING, LEVEL_GROUPS, VERDICTS, type RuleFilter } from './rule-filter.ts';
import { useRulesText } from './rules-messages.ts';
import styles from './rules-room.module.css';
import { setFilter } from './rules-store.ts';

export interface RuleFilterBarProps {
  readonly filter: RuleFilter;
  readonly shown: number;
  readonly all: number;
  /** There is a session whose verdicts can be filtered by. */
  readonly judged: boolean;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** Words and choices, and how many rules they leave. */
export function RuleFilterBar({ filter, shown, all, judged, inputRef }: RuleFilterBarProps) {
  const r = useRulesText();
  const t = useText();
  const isClear = Object.entries(EVERYTHING).every(
    ([name, value]) => filter[name as keyof RuleFilter] === value,
  );
  return (
    <search className={styles.bar}>
      <TextField
        label={r('search')}
        hideLabel
        placeholder={r('search')}
        className={styles.words ?? ''}
        value={filter.words}
        inputRef={inputRef}
        onChange={(words) => setFilter({ words })}
      />
      <Select
        label={r('stage')}
        hideLabel
        className={styles.choice ?? ''}
        options={[
          { id: 'any', title: r('anyStage') },
          ...STAGES.map((id) => ({ id, title: t(`stage.${id}`) })),
        ]}
        selected={filter.stage}
        onSelect={(stage) => setFilter({ stage })}
      />
      <Select
        label={r('level')}
        hideLabel
        className={styles.choice ?? ''}
        options={[
          { id: 'any', title: r('anyLevel') },
          ...LEVEL_GROUPS.map((id) => ({ id, title: r(`levels.${id}`) })),
        ]}
        selected={filter.level}
        onSelect={(level) => setFilter({ level })}
      />
      <Select
        label={r('binds')}
        hideLabel
        className={styles.choice ?? ''}
        options={[
          { id: 'any', title: r('anyBinds') },
          ...BOUND.map((id) => ({ id, title: r(`bindsOption.${id}`) })),
        ]}
        selected={filter.binds}
        onSelect={(binds) => setFilter({ binds })}
      />
      <Select
        label={r('revision')}
        hideLabel
        className={styles.choice ?? ''}
        options={[{ id: 'any', title: r('anyRevision') }, ...REVISIONS.map((id) => ({ id, title: id }))]}
        selected={filter.revision}
        onSelect={(revision) => setFilter({ revision })}
      />
      <Select
        label={r('verdict')}
        hideLabel
        className={styles.choice ?? ''}
        options={[
          { id: 'any', title: r('anyVerdict') },
          ...VERDICTS.filter((id) => judged || id === 'unobservable').map((id) => ({
            id,
            title: r(`verdictOption.${id}`),
          })),
        ]}
        selected={filter.verdict}
        onSelect={(verdict) => setFilter({ verdict })}
      />
      <output className={styles.count}>{r('count', { shown, count: all })}</output>
      {isClear ? null : (
        <IconButton label={r('clear')} size="small" onPress={() => setFilter(EVERYTHING)}>
          <X size={14} aria-hidden />
        </IconButton>
      )}
    </search>
  );
}
