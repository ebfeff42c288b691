import type { ReactElement, ReactNode } from 'react';
import { Menu as KitMenu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Text } from 'react-aria-components/Text';
import { Popover } from 'react-aria-components/Popover';
import { classes } from './classes.ts';
import { KeyHint } from './key-hint.tsx';
import styles from './popover.module.css';

interface MenuEntry {
  readonly id: string;
  readonly title: string;
  /** More on it, below the title: what it does that a person should know before. */
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly chord?: string;
  readonly danger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  /** Accessible name of the menu. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** The `Button` or `IconButton` that opens the menu. */
  readonly children: ReactElement;
}

/** A button that opens a list of actions. */
export function Menu({ label, entries, children }: MenuProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={styles.popover ?? ''} offset={4}>
        <KitMenu aria-label={label} className={styles.list ?? ''}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.title}
              isDisabled={entry.isDisabled ?? false}
              className={classes(styles.item, entry.danger && styles.danger)}
              onAction={entry.run}
            >
              <span className={styles.icon}>{entry.icon}</span>
              <span>
                <Text slot="label">{entry.title}</Text>
                {entry.detail === undefined ? null : (
                  <Text slot="description" className={styles.about ?? ''}>
                    {entry.detail}
                  </Text>
                )}
              </span>
              {entry.chord === undefined ? null : <KeyHint chord={entry.chord} />}
            </MenuItem>
          ))}
        </KitMenu>
      </Popover>
    </MenuTrigger>
  );
}
