import type { ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import styles from './choice-list.module.css';
import { classes } from './classes.ts';

export interface ChoiceListProps {
  readonly label: string;
  /** Id of the row that is shown beside the list. */
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly className: string | undefined;
  readonly renderEmptyState?: () => ReactNode;
  /** `ChoiceRow`s, or sections of them. */
  readonly children: ReactNode;
}

/** A list at the side, of which one row is always chosen. */
export function ChoiceList(props: ChoiceListProps) {
  const { label, chosen, onChoose, className, renderEmptyState, children } = props;
  return (
    <ListBox
      aria-label={label}
      className={classes(styles.list, className)}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={chosen === undefined ? [] : [chosen]}
      onSelectionChange={(keys) => {
        const [next] = keys === 'all' ? [] : [...keys];
        if (next !== undefined) onChoose(String(next));
      }}
      {...(renderEmptyState ? { renderEmptyState } : {})}
    >
      {children}
    </ListBox>
  );
}

export interface ChoiceRowProps {
  readonly id: string;
  /** What typing letters finds. */
  readonly text: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** One row of a `ChoiceList`. */
export function ChoiceRow({ id, text, className, children }: ChoiceRowProps) {
  return (
    <ListBoxItem id={id} textValue={text} className={classes(styles.row, className)}>
      {children}
    </ListBoxItem>
  );
}
