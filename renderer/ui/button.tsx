import type { ReactNode } from 'react';
import { Button as KitButton, type ButtonProps as KitButtonProps } from 'react-aria-components/Button';
import { useText } from '../i18n/messages.ts';
import styles from './button.module.css';
import { classes } from './classes.ts';
import { KeyHint } from './key-hint.tsx';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends Omit<KitButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  /** One `primary` per screen; `quiet` inside rows and toolbars. */
  readonly look?: 'default' | 'primary' | 'quiet';
  readonly size?: 'normal' | 'small';
  readonly danger?: boolean;
  readonly icon?: ReactNode;
  /** Key chord shown beside the words, e.g. `n`. */
  readonly chord?: string | undefined;
  /** Shows a spinner in place of the icon and ignores presses. */
  readonly busy?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A button with words. */
export function Button(props: ButtonProps) {
  const t = useText();
  const {
    look = 'default',
    size = 'normal',
    danger,
    icon,
    chord,
    busy = false,
    className,
    children,
    ...rest
  } = props;
  // Not the kit's `isPending`: it announces an image without a name. A busy button keeps the focus and does nothing.
  const idle = busy ? { onPress: () => undefined, type: 'button' as const } : {};
  return (
    <KitButton
      {...rest}
      {...idle}
      className={classes(
        styles.button,
        look === 'primary' && styles.primary,
        look === 'quiet' && styles.quiet,
        size === 'small' && styles.small,
        danger && styles.danger,
        className,
      )}
    >
      {busy ? <Spinner size={14} label={t('common.loading')} /> : icon}
      <span>{children}</span>
      {chord === undefined ? null : (
        <KeyHint chord={chord} {...(styles.key ? { className: styles.key } : {})} />
      )}
    </KitButton>
  );
}
