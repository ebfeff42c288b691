import type { ReactNode } from 'react';
import type { Lane } from '../../shared/trace/event.ts';
import type { Mark } from './severity-mark.tsx';
import styles from './badge.module.css';
import { classes } from './classes.ts';

export interface BadgeProps {
  readonly tone?: 'neutral' | 'accent' | Mark | Lane;
  readonly children: ReactNode;
}

/** A small word or number on a quiet ground; lanes keep their hue. */
export function Badge({ tone = 'neutral', children }: BadgeProps) {
  return <span className={classes(styles.badge, styles[tone])}>{children}</span>;
}
