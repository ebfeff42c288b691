/**
 * The keys of every action, in one place. A chord is `shift+n` or `mod+k`; `mod` is ⌘ on a Mac and Ctrl elsewhere.
 * Features register what an action does (`actions.ts`); an id without a key is reached from the command list only.
 */
export const KEYMAP = {
  'flow.step': ['n'],
  'flow.step-stage': ['shift+n'],
  'flow.run': ['r'],
  'flow.back': ['b'],
  'flow.edit-draft': ['e'],
  'flow.next-exchange': ['j'],
  'flow.previous-exchange': ['k'],
  'flow.next-finding': ['f'],
  'flow.filter': ['/'],
  'matrix.expect-allow': ['a'],
  'matrix.expect-deny': ['d'],
  'matrix.expect-unknown': ['u'],
  'matrix.undo': ['mod+z'],
  'matrix.redo': ['mod+shift+z', 'mod+y'],
  'app.commands': ['mod+k'],
  'app.keys': ['?'],
  'app.open-trace': ['mod+o'],
  'app.save-trace': ['mod+s'],
  'secret.reveal': ['.'],
  'secret.hide-all': ['shift+.'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The part of a key event that a chord is read from. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Marks that need Shift on some keyboards and not on others: the mark itself is the chord. */
const MARKS = new Set(['?', '/']);

/** Chord of a key press, or `undefined` for combinations that belong to the browser or to typing. */
export function chordOf(press: KeyPress): string | undefined {
  if (press.altKey) return undefined;
  const mod = press.ctrlKey || press.metaKey;
  if (MARKS.has(press.key)) return mod ? undefined : press.key;
  // Shift and the full stop give `>` on most layouts, so the place of the key counts.
  const name = press.code === 'Period' ? '.' : press.key.toLowerCase();
  if (['shift', 'control', 'meta', 'alt'].includes(name)) return undefined;
  return [mod ? 'mod' : '', press.shiftKey ? 'shift' : '', name].filter(Boolean).join('+');
}

/** Moving through a list goes on while the key is held; anything that acts needs a press of its own. */
const REPEATING: ReadonlySet<string> = new Set([
  'flow.next-exchange',
  'flow.previous-exchange',
  'flow.next-finding',
]);

/** Whether a held key does the action again and again. */
export function repeats(action: string): boolean {
  return REPEATING.has(action);
}

/** First key of an action, for hints. */
export function chordFor(action: string): string | undefined {
  return (KEYMAP as Readonly<Record<string, readonly string[]>>)[action]?.[0];
}

/** The action of a chord. */
export function actionFor(chord: string): string | undefined {
  for (const [action, chords] of Object.entries(KEYMAP)) {
    if ((chords as readonly string[]).includes(chord)) return action;
  }
  return undefined;
}

/** Tells whether a key press at this element is typing, which plain keys must not disturb. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[contenteditable=""], [contenteditable="true"], .cm-editor')) return true;
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Undo and redo: while somebody writes, they belong to the text. */
export function isOfText(chord: string): boolean {
  return ['mod+z', 'mod+shift+z', 'mod+y'].includes(chord);
}

/** Lists and menus select by typing a letter, and dialogs are in front: plain keys stay with them. */
export function hasOwnKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role="listbox"], [role="menu"], [role="dialog"]') !== null
  );
}
