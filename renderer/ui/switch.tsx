import type { ReactNode } from 'react';
import { Switch as KitSwitch, type SwitchProps as KitProps } from 'react-aria-components/Switch';
import { classes } from './classes.ts';
import styles from './field.module.css';

export interface SwitchProps extends Omit<KitProps, 'className' | 'style' | 'children'> {
  readonly className?: string;
  readonly children?: ReactNode;
}

/** A switch that takes effect at once. */
export function Switch({ className, children, ...rest }: SwitchProps) {
  return (
    <KitSwitch {...rest} className={classes(styles.check, className)}>
      <span className={styles.switch} aria-hidden="true" />
      {children}
    </KitSwitch>
  );
}
