import { useOfferedActions, type Action } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { chordFor } from '../../keymap.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyHint, keyName } from '../../ui/key-hint.tsx';
import styles from './command-list.module.css';

/** The keys of everything that can be done in this room. */
export function KeySheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useText();
  const groups = new Map<string, Action[]>();
  for (const action of useOfferedActions()) {
    if (chordFor(action.id) === undefined) continue;
    groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  }
  return (
    <Dialog title={t('frame.keys')} isOpen={isOpen} onClose={onClose} wide>
      <div className={styles.keys}>
        <div className={styles.columns}>
          {[...groups].map(([group, actions]) => (
            <section key={group}>
              <h3>{group}</h3>
              <ul>
                {actions.map((action) => {
                  const chord = chordFor(action.id) ?? '';
                  return (
                    <li key={action.id} className={styles.row} data-off={action.enabled === false}>
                      <span>{action.title}</span>
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
