import { describe, expect, it } from 'vitest';
import { actionFor, chordFor, chordOf, KEYMAP, type KeyPress } from '../../../renderer/keymap.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held };
}

describe('the keymap', () => {
  it.each([
    ['n', press('n'), 'flow.step'],
    ['Shift N', press('N', { shiftKey: true }), 'flow.step-stage'],
    ['r', press('r'), 'flow.run'],
    ['b', press('b'), 'flow.back'],
    ['e', press('e'), 'flow.edit-draft'],
    ['j', press('j'), 'flow.next-exchange'],
    ['k', press('k'), 'flow.previous-exchange'],
    ['f', press('f'), 'flow.next-finding'],
    ['/ of a US keyboard', press('/', { code: 'Slash' }), 'flow.filter'],
    [
      '/ of a German keyboard, typed with Shift',
      press('/', { code: 'Digit7', shiftKey: true }),
      'flow.filter',
    ],
    ['? of a US keyboard', press('?', { code: 'Slash', shiftKey: true }), 'app.keys'],
    ['Ctrl K', press('k', { ctrlKey: true }), 'app.commands'],
    ['⌘ K', press('k', { metaKey: true }), 'app.commands'],
    ['Ctrl Z', press('z', { ctrlKey: true }), 'matrix.undo'],
    ['⌘ Shift Z', press('z', { metaKey: true, shiftKey: true }), 'matrix.redo'],
    ['.', press('.', { code: 'Period' }), 'secret.reveal'],
    ['Shift . where it gives >', press('>', { code: 'Period', shiftKey: true }), 'secret.hide-all'],
    ['Shift . where it gives :', press(':', { code: 'Period', shiftKey: true }), 'secret.hide-all'],
    ['a capital from Caps Lock, without Shift', press('N'), 'flow.step'],
  ])('reads %s', (_name, event, action) => {
    expect(actionFor(chordOf(event) ?? '')).toBe(action);
  });

  it.each([
    ['Alt and a letter, which types a character', press('n', { altKey: true })],
    ['Shift alone', press('Shift', { shiftKey: true })],
    ['Ctrl alone', press('Control', { ctrlKey: true })],
  ])('leaves %s alone', (_name, event) => {
    expect(chordOf(event)).toBeUndefined();
  });

  it.each([
    ['Ctrl R, which reloads', press('r', { ctrlKey: true })],
    ['Ctrl F, which finds', press('f', { ctrlKey: true })],
    ['Ctrl Shift N, which opens a window', press('N', { ctrlKey: true, shiftKey: true })],
    ['Shift J', press('J', { shiftKey: true })],
  ])('has no action for %s', (_name, event) => {
    expect(actionFor(chordOf(event) ?? '')).toBeUndefined();
  });

  it('gives no chord to two actions', () => {
    const chords = Object.values(KEYMAP).flat();
    expect(new Set(chords).size).toBe(chords.length);
  });

  it('tells the first key of an action, and none of an action without one', () => {
    expect(chordFor('flow.step-stage')).toBe('shift+n');
    expect(chordFor('target.start')).toBeUndefined();
  });
});
