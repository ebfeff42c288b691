import type { ReactNode } from 'react';
import { Button as KitButton, type ButtonProps as KitButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { Tooltip, type TooltipProps } from './tooltip.tsx';

export interface IconButtonProps extends Omit<
  KitButtonProps,
  'className' | 'style' | 'children' | 'aria-label'
> {
  /** Name of the action: the accessible name and the tooltip. */
  readonly label: string;
  /** Key chord shown in the tooltip, e.g. `shift+n`. */
  readonly chord?: string | undefined;
  readonly size?: 'normal' | 'small';
  readonly placement?: TooltipProps['placement'];
  readonly className?: string;
  /** The icon. */
  readonly children: ReactNode;
}

/** A square button with an icon; its tooltip names the action and its key. */
export function IconButton(props: IconButtonProps) {
  const { label, chord, size = 'normal', placement = 'top', className, children, ...rest } = props;
  return (
    <Tooltip text={label} chord={chord} placement={placement}>
      <KitButton
        {...rest}
        aria-label={label}
        className={classes(
          styles.button,
          styles.quiet,
          styles.icon,
          size === 'small' && styles.small,
          className,
        )}
      >
        {children}
      </KitButton>
    </Tooltip>
  );
}
