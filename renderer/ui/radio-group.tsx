import type { ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup as KitRadioGroup } from 'react-aria-components/RadioGroup';
import { classes } from './classes.ts';
import styles from './field.module.css';

interface RadioOption<Id extends string> {
  readonly id: Id;
  readonly title: ReactNode;
  /** What it does, below the title. */
  readonly detail?: ReactNode;
  /** The detail then says why. */
  readonly isDisabled?: boolean;
}

export interface RadioGroupProps<Id extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly options: readonly RadioOption<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  readonly className?: string;
}

/** A choice of one where every option needs a word of explanation. */
export function RadioGroup<Id extends string>(props: RadioGroupProps<Id>) {
  const { label, hideLabel, options, selected, onSelect, className } = props;
  return (
    <KitRadioGroup
      className={classes(styles.field, className)}
      {...(hideLabel ? { 'aria-label': label } : {})}
      value={selected}
      onChange={(value) => {
        const option = options.find((option) => option.id === value);
        if (option) onSelect(option.id);
      }}
    >
      {hideLabel ? null : <Label className={styles.label ?? ''}>{label}</Label>}
      {options.map(({ id, title, detail, isDisabled = false }) => (
        <Radio key={id} value={id} isDisabled={isDisabled} className={styles.check ?? ''}>
          <span className={classes(styles.box, styles.round)} aria-hidden="true" />
          <span>
            {title}
            {detail === undefined ? null : <span className={styles.detail}>{detail}</span>}
          </span>
        </Radio>
      ))}
    </KitRadioGroup>
  );
}
