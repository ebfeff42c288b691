import { useText } from '../../i18n/messages.ts';
import { useTraceSave } from '../../trace-save.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import styles from './save-strip.module.css';

/** How far the saving of a large trace is, with a way to end it; nothing otherwise. */
export function SaveStrip() {
  const t = useText();
  const save = useTraceSave();
  return (
    <output className={styles.status}>
      {save ? (
        <div className={styles.strip}>
          <span>{t('frame.saving')}</span>
          <div className={styles.progress}>
            <Progress label={t('frame.saving')} value={Math.round(save.done * 100)} />
          </div>
          <Button size="small" onPress={save.cancel}>
            {t('common.cancel')}
          </Button>
        </div>
      ) : null}
    </output>
  );
}
