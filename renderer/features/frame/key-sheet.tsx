import { useOfferedActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { KEYMAP } from '../../keymap.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyHint, keyName } from '../../ui/key-hint.tsx';
import styles from './command-list.module.css';

type KeyedAction = keyof typeof KEYMAP;
const KEYED = Object.keys(KEYMAP) as KeyedAction[];
const GROUPS = ['flow', 'matrix', 'app', 'secret'] as const;

/** Every key; what the room does not offer is grey. */
export function KeySheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useText();
  const offered = new Map(useOfferedActions().map((action) => [action.id, action]));
  return (
    <Dialog title={t('frame.keys')} isOpen={isOpen} onClose={onClose} wide>
      <div className={styles.keys}>
        <div className={styles.columns}>
          {GROUPS.map((group) => (
            <section key={group}>
              <h3>{t(`group.${group}`)}</h3>
              <ul>
                {KEYED.filter((id) => id.startsWith(`${group}.`)).map((id) => {
                  const [chord] = KEYMAP[id];
                  const action = offered.get(id);
                  return (
                    <li
                      key={id}
                      className={styles.row}
                      data-off={action === undefined || action.enabled === false}
                    >
                      <span>{t(`key.${id}`)}</span>
                      <KeyHint chord={chord} />
                      <span className="visually-hidden">{keyName(chord)}</span>
                    </li>
                  );
                })}
              </ul>
            </section>
          ))}
        </div>
        <p className={styles.hint}>{t('frame.keysHint')}</p>
      </div>
    </Dialog>
  );
}
