import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import styles from './segments.module.css';

interface Segment<Id extends string> {
  readonly id: Id;
  readonly title: ReactNode;
}

export interface SegmentsProps<Id extends string> {
  /** Accessible name of the choice. */
  readonly label: string;
  readonly options: readonly Segment<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
  readonly isDisabled?: boolean;
}

/** A choice of one among very few, all of them on show. */
export function Segments<Id extends string>(props: SegmentsProps<Id>) {
  const { label, options, selected, onSelect, isDisabled = false } = props;
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.segments ?? ''}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[selected]}
      onSelectionChange={(keys) => {
        const option = options.find(({ id }) => keys.has(id));
        if (option) onSelect(option.id);
      }}
    >
      {options.map(({ id, title }) => (
        <ToggleButton key={id} id={id} className={styles.segment ?? ''}>
          {title}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
