// Every content type of both eras becomes a block with the place it stands at; annotations count at their place only.

import { describe, expect, test } from 'vitest';
import type { AnnotationNote } from '../../../../shared/privacy/audience/annotations.ts';
import { readBlocks } from '../../../../shared/privacy/audience/blocks.ts';

const result = (members: Record<string, unknown>) => ({ jsonrpc: '2.0', id: 1, result: members });
const content = (...blocks: unknown[]) => result({ content: blocks });
const PNG = 'iVBORw0KGgo=';

/** A block in one line: kind, path and what it says. */
const shape = (message: Record<string, unknown>) =>
  readBlocks(message).map(({ kind, path, fields, bytes, role, bound }) => ({
    kind,
    path,
    says: fields.map((field) => (field.kind === 'text' ? field.text : field.value)),
    ...(bytes ? { bytes: bytes.length } : {}),
    ...(role === undefined ? {} : { role }),
    ...(bound === undefined ? {} : { bound }),
  }));

describe('content types', () => {
  test.each<[string, unknown, object]>([
    ['text', { type: 'text', text: 'Hello' }, { kind: 'text', says: ['Hello'] }],
    ['image', { type: 'image', data: PNG, mimeType: 'image/png' }, { kind: 'image', says: [], bytes: 8 }],
    ['audio', { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' }, { kind: 'audio', says: [], bytes: 3 }],
    [
      'resource with text',
      { type: 'resource', resource: { uri: 'file:///a', mimeType: 'text/plain', text: 'A' } },
      { kind: 'resource', says: ['file:///a', 'A'] },
    ],
    [
      'resource with bytes',
      { type: 'resource', resource: { uri: 'file:///a', blob: 'AAA=' } },
      { kind: 'resource', says: ['file:///a'], bytes: 2 },
    ],
    [
      'resource_link',
      { type: 'resource_link', uri: 'file:///a', name: 'a', description: 'An A' },
      { kind: 'resource_link', says: ['file:///a', 'a', 'An A'] },
    ],
    [
      'tool_use (sampling)',
      { type: 'tool_use', id: 'u', name: 'add', input: { a: 1 } },
      { kind: 'tool_use', says: ['add', { a: 1 }] },
    ],
    [
      'tool_result (sampling)',
      {
        type: 'tool_result',
        toolUseId: 'u',
        content: [{ type: 'text', text: '2' }],
        structuredContent: { sum: 2 },
      },
      { kind: 'tool_result', says: ['2', { sum: 2 }] },
    ],
    [
      'a type of the future',
      { type: 'smell', of: 'roses' },
      { kind: 'unknown', says: [{ type: 'smell', of: 'roses' }] },
    ],
    ['no block at all', 'words', { kind: 'unknown', says: [{}] }],
  ])('%s', (_name, block, expected) => {
    expect(shape(content(block))).toEqual([{ path: '/result/content/0', ...expected }]);
  });

  test('structured content is a block after the others, and says whom it is for nowhere', () => {
    const blocks = readBlocks(
      result({ content: [{ type: 'text', text: 'x' }], structuredContent: { a: 1 } }),
    );
    expect(blocks.map(({ kind, path }) => [kind, path])).toEqual([
      ['text', '/result/content/0'],
      ['structured', '/result/structuredContent'],
    ]);
    expect(blocks[1]?.annotations.notes).toEqual([{ kind: 'unmarked' }]);
  });
});

describe('what carries content', () => {
  test('a prompt: one block a message, with whose words it is', () => {
    expect(shape(result({ messages: [{ role: 'user', content: { type: 'text', text: 'Do it' } }] }))).toEqual(
      [{ kind: 'text', path: '/result/messages/0/content', says: ['Do it'], role: 'user' }],
    );
  });

  test('sampling asked by the server on its stream, up to 2025-11-25: system prompt and several blocks a message', () => {
    const message = {
      jsonrpc: '2.0',
      id: 7,
      method: 'sampling/createMessage',
      params: {
        systemPrompt: 'Be brief',
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
    };
    expect(shape(message)).toEqual([
      { kind: 'text', path: '/params/systemPrompt', says: ['Be brief'], role: 'system' },
      { kind: 'text', path: '/params/messages/0/content/0', says: ['a'], role: 'user' },
      { kind: 'text', path: '/params/messages/0/content/1', says: ['b'], role: 'user' },
    ]);
  });

  test('sampling and forms inside a result, from 2026-07-28', () => {
    const message = result({
      resultType: 'input_required',
      inputRequests: {
        'a/b': {
          method: 'sampling/createMessage',
          params: { messages: [{ role: 'user', content: { type: 'text', text: 'hm' } }] },
        },
        form: {
          method: 'elicitation/create',
          params: { mode: 'form', message: 'Who?', requestedSchema: { type: 'object' } },
        },
        url: {
          method: 'elicitation/create',
          params: { mode: 'url', message: 'Go', url: 'https://x.example' },
        },
      },
    });
    expect(shape(message)).toEqual([
      {
        kind: 'text',
        path: '/result/inputRequests/a~1b/params/messages/0/content',
        says: ['hm'],
        role: 'user',
      },
      {
        kind: 'form',
        path: '/result/inputRequests/form/params',
        says: ['Who?', { type: 'object' }],
        bound: 'person',
      },
      {
        kind: 'url',
        path: '/result/inputRequests/url/params',
        says: ['Go', 'https://x.example'],
        bound: 'person',
      },
    ]);
  });

  test('an error and a log message', () => {
    expect(shape({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'No', data: { why: 'so' } } })).toEqual([
      { kind: 'error', path: '/error', says: ['No', { why: 'so' }] },
    ]);
    expect(
      shape({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'debug', data: 'x' } }),
    ).toEqual([{ kind: 'log', path: '/params', says: ['x'], bound: 'log' }]);
  });

  test('anything else has no blocks, whatever it is made of', () => {
    for (const message of [
      {},
      { result: null },
      { result: [] },
      { method: 'sampling/createMessage' },
      { result: { content: 5, contents: {}, messages: 'x', inputRequests: [1] } },
      { result: { inputRequests: { a: 1, b: { params: 2 }, c: { method: 'roots/list', params: {} } } } },
    ]) {
      expect(readBlocks(message)).toEqual([]);
    }
  });
});

describe('annotations', () => {
  const notesOf = (block: unknown): readonly AnnotationNote[] =>
    readBlocks(content(block))[0]?.annotations.notes ?? [];
  const marked = (annotations: unknown) => ({ type: 'text', text: 'x', annotations });

  test('are read where the schema puts them', () => {
    const annotations = { audience: ['user'], priority: 0, lastModified: '2025-01-12T15:00:58Z' };
    expect(readBlocks(content(marked(annotations)))[0]?.annotations).toEqual({
      ...annotations,
      from: 'block',
      notes: [],
    });
  });

  const base = '/result/content/0/annotations';
  test.each<[string, unknown, readonly AnnotationNote[]]>([
    ['without any, a block is for everyone', { type: 'text', text: 'x' }, [{ kind: 'unmarked' }]],
    ['with only a priority, too', marked({ priority: 1 }), [{ kind: 'unmarked' }]],
    [
      'inside the resource they do not count, as an example of the specification has it',
      { type: 'resource', resource: { uri: 'a:b', text: 'x', annotations: { audience: ['user'] } } },
      [
        { kind: 'unmarked' },
        { kind: 'misplaced', path: '/result/content/0/resource/annotations', belongs: base },
      ],
    ],
    [
      'nor in _meta',
      { type: 'text', text: 'x', _meta: { annotations: { priority: 1 } } },
      [
        { kind: 'unmarked' },
        { kind: 'misplaced', path: '/result/content/0/_meta/annotations', belongs: base },
      ],
    ],
    [
      'nor on the block itself',
      { type: 'text', text: 'x', audience: ['assistant'] },
      [{ kind: 'unmarked' }, { kind: 'misplaced', path: '/result/content/0/audience', belongs: base }],
    ],
    [
      'an empty audience is said',
      marked({ audience: [] }),
      [{ kind: 'empty-audience', path: `${base}/audience` }],
    ],
    [
      'a role that MCP does not know is said',
      marked({ audience: ['user', 'admin'] }),
      [{ kind: 'unknown-role', path: `${base}/audience`, role: 'admin' }],
    ],
    [
      'an audience that is no list says nothing',
      marked({ audience: 'user' }),
      [{ kind: 'unmarked' }, { kind: 'malformed-audience', path: `${base}/audience` }],
    ],
    [
      'a priority beyond 1 says nothing',
      marked({ audience: ['user'], priority: 5 }),
      [{ kind: 'bad-priority', path: `${base}/priority` }],
    ],
    [
      'a time that is not ISO 8601 says nothing',
      marked({ audience: ['user'], lastModified: 'yesterday' }),
      [{ kind: 'bad-last-modified', path: `${base}/lastModified` }],
    ],
  ])('%s', (_name, block, notes) => {
    expect(notesOf(block)).toEqual(notes);
  });

  test('of other things are not taken for these', () => {
    expect(
      notesOf({
        type: 'resource',
        resource: { uri: 'a:b', text: 'x', annotations: { colour: 'red' } },
        audience: ['everyone'],
      }),
    ).toEqual([{ kind: 'unmarked' }]);
  });

  test('on a message belong to its content', () => {
    const message = {
      role: 'user',
      annotations: { audience: ['user'] },
      content: { type: 'text', text: 'x' },
    };
    expect(readBlocks(result({ messages: [message] }))[0]?.annotations.notes).toEqual([
      { kind: 'unmarked' },
      {
        kind: 'misplaced',
        path: '/result/messages/0/annotations',
        belongs: '/result/messages/0/content/annotations',
      },
    ]);
  });

  test('of a resource that was read are those of its entry in the listing', () => {
    const message = result({ contents: [{ uri: 'a:b', text: 'x', annotations: { audience: ['user'] } }] });
    const [listed] = readBlocks(message, (uri) => (uri === 'a:b' ? { audience: ['assistant'] } : undefined));
    expect(listed?.annotations).toEqual({
      from: 'listing',
      audience: ['assistant'],
      notes: [{ kind: 'misplaced', path: '/result/contents/0/annotations', belongs: 'resources/list' }],
    });
    const [unlisted] = readBlocks(message);
    expect(unlisted?.annotations.audience).toBeUndefined();
  });
});
