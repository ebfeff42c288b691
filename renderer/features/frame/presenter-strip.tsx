import Presentation from 'lucide-react/icons/presentation';
import { useText } from '../../i18n/messages.ts';
import { setPresenting, usePresenting } from '../../secret-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './presenter-strip.module.css';

/** Says that presenter mode is on, and turns it off; nothing otherwise. */
export function PresenterStrip() {
  const t = useText();
  const presenting = usePresenting();
  return (
    <output className={styles.status}>
      {presenting ? (
        <div className={styles.strip}>
          <Presentation size={14} aria-hidden />
          <strong>{t('frame.present')}</strong>
          <span className={styles.hint}>{t('frame.presentHint')}</span>
          <Button size="small" onPress={() => setPresenting(false)}>
            {t('frame.presentOff')}
          </Button>
        </div>
      ) : null}
    </output>
  );
}
