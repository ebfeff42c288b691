import Play from 'lucide-react/icons/play';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Settings from 'lucide-react/icons/sliders-horizontal';
import type { CellName, CompatCell } from '../../../shared/compat/cell.ts';
import { useText } from '../../i18n/messages.ts';
import { Button } from '../../ui/button.tsx';
import { RichWords } from '../../ui/rich-words.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { openDialog } from '../../view-store.ts';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';
import type { Shown } from './compat-store.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { RuleWords } from './rule-words.tsx';

export interface CellDetailProps {
  readonly name: CellName;
  readonly shown: Shown;
  readonly cell: CompatCell | undefined;
  /** A run is under way, so no other begins. */
  readonly busy: boolean;
  readonly onOpen: () => void;
  readonly onRerun: () => void;
}

/** One cell: what came of it, why, and the ways on. */
export function CellDetail({ name, shown, cell, busy, onOpen, onRerun }: CellDetailProps) {
  const c = useCompatText();
  const t = useText();
  const ended = cell && shown === cell.outcome ? cell : undefined;
  const message = ended && (ended.message ?? c('worksText'));
  const fails = ended && (ended.outcome === 'works' || ended.outcome === 'offered') ? ended.errors : [];
  return (
    <section className={styles.detail} aria-labelledby="cell-title">
      <header className={styles.detailHead}>
        <h2 id="cell-title" className={styles.detailTitle}>
          {t(`target.registrationOption.${name.registration}`)}
          <span className={styles.quiet}>{name.revision}</span>
          <OutcomeMark shown={shown} errors={cell?.errors.length ?? 0} />
        </h2>
        <div className={styles.buttons}>
          {ended?.lacks == null ? null : (
            <Button
              size="small"
              icon={<Settings size={13} aria-hidden />}
              onPress={() => openDialog('settings')}
            >
              {c('settings')}
            </Button>
          )}
          <Button size="small" icon={<RotateCcw size={13} aria-hidden />} isDisabled={busy} onPress={onRerun}>
            {c('rerun')}
          </Button>
          {ended && ended.stage !== null ? (
            <Button size="small" icon={<Play size={13} aria-hidden />} onPress={onOpen}>
              {c('open')}
            </Button>
          ) : null}
        </div>
      </header>
      <div aria-live="polite">
        {message === undefined ? null : (
          <p className={styles.message}>
            <SecretText text={message} render={(text) => <RichWords text={text} />} />
            {ended?.lacks == null ? null : <> {c(`lacks.${ended.lacks}`)}</>}
            {ended?.spoken == null || ended.spoken === name.revision ? null : (
              <> {c('spoken', { revision: ended.spoken })}</>
            )}
          </p>
        )}
      </div>
      {ended?.stage == null ? null : (
        <p className={styles.quiet}>
          {c('came', { stage: t(`stage.${ended.stage}`) })} {c('openText')}
        </p>
      )}
      {ended?.ruleId == null ? null : (
        <>
          <h3 className={styles.sectionTitle}>{c('rule')}</h3>
          <RuleWords ruleId={ended.ruleId} />
        </>
      )}
      {fails.length === 0 ? null : (
        <>
          <h3 className={styles.sectionTitle}>{c('fails')}</h3>
          {fails.map((ruleId) => (
            <RuleWords key={ruleId} ruleId={ruleId} />
          ))}
        </>
      )}
    </section>
  );
}
