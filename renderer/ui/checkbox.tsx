import Check from 'lucide-react/icons/check';
import type { ReactNode } from 'react';
import { Checkbox as KitCheckbox, type CheckboxProps as KitProps } from 'react-aria-components/Checkbox';
import { classes } from './classes.ts';
import styles from './field.module.css';

export interface CheckboxProps extends Omit<KitProps, 'className' | 'style' | 'children'> {
  readonly className?: string;
  readonly children?: ReactNode;
}

/** A box to tick. */
export function Checkbox({ className, children, ...rest }: CheckboxProps) {
  return (
    <KitCheckbox {...rest} className={classes(styles.check, className)}>
      <span className={styles.box} aria-hidden="true">
        <Check size={12} strokeWidth={3} />
      </span>
      {children}
    </KitCheckbox>
  );
}
