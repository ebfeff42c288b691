import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Menu as KitMenu, MenuItem } from 'react-aria-components/Menu';
import { runAction, useOfferedActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { chordFor } from '../../keymap.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import styles from './command-list.module.css';

const isOfFrame = (id: string) => /^(app|go|theme|secret)\./.test(id);

/** Every action by name, with its key. */
export function CommandList({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useText();
  const { contains } = useFilter({ sensitivity: 'base' });
  const first = useFirstFocus();
  // What the room offers first; what is always there last.
  const actions = [...useOfferedActions()].sort((a, b) => Number(isOfFrame(a.id)) - Number(isOfFrame(b.id)));
  return (
    <Dialog title={t('frame.commands')} isOpen={isOpen} onClose={onClose}>
      <Autocomplete filter={contains}>
        <TextField
          label={t('frame.commands')}
          hideLabel
          inputRef={first}
          placeholder={t('frame.commandsPlaceholder')}
          className={styles.search ?? ''}
        />
        <KitMenu
          aria-label={t('frame.commands')}
          className={styles.list ?? ''}
          renderEmptyState={() => <p className={styles.empty}>{t('frame.noCommands')}</p>}
          disabledKeys={actions.filter((action) => action.enabled === false).map((action) => action.id)}
          onAction={(id) => {
            onClose();
            // The dialog must be gone before an action moves the focus or opens another.
            setTimeout(() => runAction(String(id)), 0);
          }}
        >
          {actions.map((action) => {
            const chord = chordFor(action.id);
            return (
              <MenuItem
                key={action.id}
                id={action.id}
                textValue={`${action.group} ${action.title}`}
                className={styles.item ?? ''}
              >
                <span className={styles.group}>{action.group}</span>
                <span>{action.title}</span>
                {chord === undefined ? null : <KeyHint chord={chord} />}
              </MenuItem>
            );
          })}
        </KitMenu>
      </Autocomplete>
    </Dialog>
  );
}
