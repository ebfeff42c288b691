import EyeOff from 'lucide-react/icons/eye-off';
import { Header } from 'react-aria-components/Header';
import { ListBoxSection } from 'react-aria-components/ListBox';
import { STAGES } from '../../../shared/trace/event.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import { useText } from '../../i18n/messages.ts';
import { Badge } from '../../ui/badge.tsx';
import { ChoiceList, ChoiceRow } from '../../ui/choice-list.tsx';
import { RichWords } from '../../ui/rich-words.tsx';
import { markOf, SeverityMark } from '../../ui/severity-mark.tsx';
import type { CatalogueEntry } from './rule-filter.ts';
import { useRulesText } from './rules-messages.ts';
import styles from './rules-room.module.css';
import { chooseRule } from './rules-store.ts';

export interface RuleListProps {
  readonly rules: readonly CatalogueEntry[];
  readonly latest: ReadonlyMap<string, EventOf<'finding'>>;
  readonly chosen: string | undefined;
}

/** The rules by stage, each with its newest verdict in the session. */
export function RuleList({ rules, latest, chosen }: RuleListProps) {
  const r = useRulesText();
  const t = useText();
  if (rules.length === 0) return <p className={styles.none}>{r('noMatch')}</p>;
  return (
    <ChoiceList label={r('list')} className={styles.list} chosen={chosen} onChoose={chooseRule}>
      {STAGES.map((stage) => {
        const group = rules.filter((rule) => rule.stage === stage);
        if (group.length === 0) return null;
        return (
          <ListBoxSection key={stage} id={stage}>
            <Header className={styles.stage ?? ''}>
              {t(`stage.${stage}`)} <span className={styles.quiet}>{group.length}</span>
            </Header>
            {group.map((rule) => {
              const finding = latest.get(rule.id);
              return (
                <ChoiceRow key={rule.id} id={rule.id} text={rule.statement} className={styles.row}>
                  <span className={styles.mark}>
                    {finding ? (
                      <SeverityMark mark={markOf(finding)} shapeOnly />
                    ) : rule.reason === undefined ? null : (
                      <EyeOff size={13} aria-label={r('unobservable')} className={styles.unseen} />
                    )}
                  </span>
                  <span className={styles.statement}>
                    <RichWords text={rule.statement} />
                  </span>
                  <Badge tone={rule.level.startsWith('MUST') ? 'accent' : 'neutral'}>{rule.level}</Badge>
                </ChoiceRow>
              );
            })}
          </ListBoxSection>
        );
      })}
    </ChoiceList>
  );
}
