import { describe, expect, test } from 'vitest';
import { isOurPage, type Sender } from '../../../electron/shell/sender.ts';

const ours: Sender = { sender: { id: 1 }, senderFrame: { origin: 'app://keyhole', parent: null } };
// The parent is only ever compared with null, so its members do not matter.
const inFrame = { origin: 'app://keyhole', parent: {} } as NonNullable<Sender['senderFrame']>;

describe('a message of our own page', () => {
  test('comes from the top frame of our window', () => {
    expect(isOurPage(ours, 1)).toBe(true);
  });

  test.each([
    ['another window', { ...ours, sender: { id: 2 } }],
    ['a sub-frame', { ...ours, senderFrame: inFrame }],
    ['a frame that is gone', { ...ours, senderFrame: null }],
    ['another origin', { ...ours, senderFrame: { origin: 'https://example.com', parent: null } }],
    ['an opaque origin', { ...ours, senderFrame: { origin: 'null', parent: null } }],
    ['a longer name', { ...ours, senderFrame: { origin: 'app://keyhole.example', parent: null } }],
  ])('does not come from %s', (_who, sender) => {
    expect(isOurPage(sender, 1)).toBe(false);
  });

  test('does not come while there is no window', () => {
    expect(isOurPage(ours, undefined)).toBe(false);
  });
});
