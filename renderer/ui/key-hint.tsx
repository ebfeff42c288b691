import { classes } from './classes.ts';
import styles from './key-hint.module.css';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const NAMES: Readonly<Record<string, string>> = isMac
  ? { mod: '⌘', shift: '⇧', enter: '↵', escape: 'esc', arrowup: '↑', arrowdown: '↓' }
  : { mod: 'Ctrl', shift: 'Shift', enter: 'Enter', escape: 'Esc', arrowup: '↑', arrowdown: '↓' };

/** A key chord as a person reads it: `shift+n` is `Shift N`, `mod+k` is `⌘ K` on a Mac and `Ctrl K` elsewhere. */
export function keyName(chord: string): string {
  return chord
    .split('+')
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? '' : ' ');
}

/** Shows the key of an action. Decoration beside a named control, so hidden from screen readers. */
export function KeyHint({ chord, className }: { readonly chord: string; readonly className?: string }) {
  return (
    <kbd className={classes(styles.key, className)} aria-hidden="true">
      {keyName(chord)}
    </kbd>
  );
}
