import { rowLabel } from '../../../../shared/matrix/matrix.ts';
import { useText } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { useRolesText } from '../roles-messages.ts';
import styles from './matrix.module.css';
import type { ConsentQuestion } from './use-run-commands.ts';

/** Asks before calls that may change data. What is agreed holds for one run. */
export function ConsentDialog({
  question,
  onClose,
}: {
  readonly question: ConsentQuestion;
  readonly onClose: () => void;
}) {
  const t = useText();
  const r = useRolesText();
  const { rows, canRunWithout, answer } = question;
  return (
    <Dialog
      title={r('consent.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          {canRunWithout ? <Button onPress={() => answer(false)}>{r('consent.readsOnly')}</Button> : null}
          <Button look="primary" onPress={() => answer(true)}>
            {r(canRunWithout ? 'consent.callToo' : 'consent.call')}
          </Button>
        </>
      }
    >
      <p>{r('consent.text', { count: rows.length })}</p>
      <ul className={styles.consentRows}>
        {rows.map((row) => (
          <li key={row.id}>
            <code>{rowLabel(row)}</code>
            <span className={styles.muted}>{row.effectWhy}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
