import type { ReactElement, ReactNode } from 'react';
import { Tooltip as KitTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { KeyHint } from './key-hint.tsx';
import styles from './tooltip.module.css';

export interface TooltipProps {
  readonly text: ReactNode;
  /** Key chord shown after the text, e.g. `shift+n`. */
  readonly chord?: string | undefined;
  readonly placement?: 'top' | 'bottom' | 'left' | 'right';
  /** One focusable kit element (`Button`, `IconButton`, or `Focusable` around anything else). */
  readonly children: ReactElement;
}

/** Says more about a control on hover and on keyboard focus. */
export function Tooltip({ text, chord, placement = 'top', children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <KitTooltip className={styles.tooltip ?? ''} placement={placement} offset={6}>
        <span className={styles.line}>
          <span>{text}</span>
          {chord === undefined ? null : <KeyHint chord={chord} />}
        </span>
      </KitTooltip>
    </TooltipTrigger>
  );
}
