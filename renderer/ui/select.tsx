import type { ReactNode } from 'react';
import Check from 'lucide-react/icons/check';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { Button as KitButton } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as KitSelect, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { classes } from './classes.ts';
import styles from './field.module.css';
import popover from './popover.module.css';

interface SelectOption<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** A second, quieter line. */
  readonly detail?: string;
  /** Stands before the title. */
  readonly mark?: ReactNode;
}

export interface SelectProps<Id extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly options: readonly SelectOption<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  /** Without a border, for bars. */
  readonly quiet?: boolean;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

/** A choice of one among few. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, hideLabel, options, selected, onSelect, quiet, isDisabled = false, className } = props;
  return (
    <KitSelect
      {...(hideLabel ? { 'aria-label': label } : {})}
      className={classes(styles.field, className)}
      isDisabled={isDisabled}
      value={selected}
      onChange={(key) => {
        const option = options.find((option) => option.id === key);
        if (option) onSelect(option.id);
      }}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      <KitButton className={classes(styles.trigger, quiet && styles.triggerQuiet)}>
        <SelectValue className={styles.triggerText ?? ''}>
          {() => {
            const chosen = options.find((option) => option.id === selected);
            return (
              <>
                {chosen?.mark}
                {chosen?.title ?? selected}
              </>
            );
          }}
        </SelectValue>
        <ChevronDown size={14} aria-hidden />
      </KitButton>
      <Popover className={popover.popover ?? ''} offset={4}>
        <ListBox className={popover.list ?? ''}>
          {options.map((option) => (
            <ListBoxItem
              key={option.id}
              id={option.id}
              textValue={option.title}
              className={popover.item ?? ''}
            >
              {({ isSelected }) => (
                <>
                  <span className={popover.icon}>{isSelected ? <Check size={14} aria-hidden /> : null}</span>
                  <span>
                    <Text slot="label">
                      {option.mark}
                      {option.title}
                    </Text>
                    {option.detail === undefined ? null : (
                      <Text slot="description" elementType="div" className={popover.detail ?? ''}>
                        {option.detail}
                      </Text>
                    )}
                  </span>
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </KitSelect>
  );
}
