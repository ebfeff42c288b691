import type { ReactNode } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import styles from './segments.module.css';

export interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly title: ReactNode }[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  readonly isDisabled?: boolean;
}

/** A choice of one among two to four, all of them on show. The arrow keys move the choice. */
export function Segments<Id extends string>(props: SegmentsProps<Id>) {
  const { label, options, selected, onSelect, isDisabled = false } = props;
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      className={styles.segments ?? ''}
      isDisabled={isDisabled}
      value={selected}
      onChange={(value) => {
        const option = options.find(({ id }) => id === value);
        if (option) onSelect(option.id);
      }}
    >
      {options.map(({ id, title }) => (
        <Radio key={id} value={id} className={styles.segment ?? ''}>
          {title}
        </Radio>
      ))}
    </RadioGroup>
  );
}
