// Who gets which block, from each kind of host, and in which order.

import { describe, expect, test } from 'vitest';
import { readBlocks } from '../../../../shared/privacy/audience/blocks.ts';
import type { HostBehaviour } from '../../../../shared/privacy/audience/host.ts';
import { columnOf, HOST_BEHAVIOURS, READERS } from '../../../../shared/privacy/audience/host.ts';

const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
  text: { type: 'text', text: 'x' },
  image: { type: 'image', data: 'AAAA', mimeType: 'image/png' },
  audio: { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
  resource: { type: 'resource', resource: { uri: 'a:b', text: 'x' } },
  resource_link: { type: 'resource_link', uri: 'a:b', name: 'b' },
};

/** Which readers get a block of this audience: `p`, `m`, both or none. */
const TABLE: readonly (readonly [audience: readonly string[] | undefined, Record<HostBehaviour, string>])[] =
  [
    [['user'], { honours: 'p', ignores: 'pm', strict: 'p' }],
    [['assistant'], { honours: 'm', ignores: 'pm', strict: 'm' }],
    [['user', 'assistant'], { honours: 'pm', ignores: 'pm', strict: 'pm' }],
    [undefined, { honours: 'pm', ignores: 'pm', strict: 'p' }],
    [[], { honours: '', ignores: 'pm', strict: '' }],
    [['admin'], { honours: '', ignores: 'pm', strict: '' }],
  ];

function readersOf(message: Record<string, unknown>, behaviour: HostBehaviour): string {
  const blocks = readBlocks(message);
  return READERS.filter((reader) => columnOf(blocks, reader, behaviour).length > 0)
    .map((reader) => reader.charAt(0))
    .join('');
}

describe.each(Object.keys(BODIES))('a block of type %s', (type) => {
  test.each(
    TABLE.flatMap(([audience, by]) => HOST_BEHAVIOURS.map((how) => [audience, how, by[how]] as const)),
  )('for %j reaches, from a host that %s, %j', (audience, behaviour, expected) => {
    const block = { ...BODIES[type], ...(audience ? { annotations: { audience } } : {}) };
    expect(readersOf({ result: { content: [block] } }, behaviour)).toBe(expected);
  });
});

describe('what cannot be marked', () => {
  test.each<[string, Record<string, unknown>, Record<HostBehaviour, string>]>([
    [
      'structured content is for everyone',
      { result: { structuredContent: { a: 1 } } },
      { honours: 'pm', ignores: 'pm', strict: 'p' },
    ],
    ['an error, too', { error: { code: 1, message: 'x' } }, { honours: 'pm', ignores: 'pm', strict: 'p' }],
    [
      'a form asks the person, whatever the host',
      { method: 'elicitation/create', params: { message: 'x', requestedSchema: {} } },
      { honours: 'p', ignores: 'p', strict: 'p' },
    ],
    [
      'a log message is for neither',
      { method: 'notifications/message', params: { level: 'info', data: 'x' } },
      { honours: '', ignores: '', strict: '' },
    ],
    [
      'misplaced annotations do not count, even for a strict host',
      {
        result: {
          content: [
            {
              type: 'resource',
              resource: { uri: 'a:b', text: 'x', annotations: { audience: ['assistant'] } },
            },
          ],
        },
      },
      { honours: 'pm', ignores: 'pm', strict: 'p' },
    ],
  ])('%s', (_name, message, expected) => {
    for (const behaviour of HOST_BEHAVIOURS) expect(readersOf(message, behaviour)).toBe(expected[behaviour]);
  });
});

describe('priority', () => {
  const blocks = readBlocks({
    result: {
      content: [
        { type: 'text', text: 'says nothing' },
        { type: 'text', text: 'optional', annotations: { priority: 0.1 } },
        { type: 'text', text: 'required', annotations: { priority: 1 } },
        { type: 'text', text: 'says nothing either' },
      ],
    },
  });
  const order = (behaviour: HostBehaviour) =>
    columnOf(blocks, 'person', behaviour).map(({ block, quiet }) => (quiet ? -block : block));

  test('brings the important first and quietens the optional; what claims nothing keeps its order behind', () => {
    expect(order('honours')).toEqual([2, -1, 0, 3]);
    expect(order('strict')).toEqual([2, -1, 0, 3]);
  });

  test('changes nothing in a host that ignores it', () => {
    expect(order('ignores')).toEqual([0, 1, 2, 3]);
  });
});
