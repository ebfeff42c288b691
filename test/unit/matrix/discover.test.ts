// Finding whose objects are whose: by lists that only one caller sees.

import { describe, expect, test } from 'vitest';
import { discoverArguments } from '../../../shared/matrix/discover-arguments.ts';
import type { SeenAnswer } from '../../../shared/matrix/discover-arguments.ts';
import { guessArguments } from '../../../shared/matrix/guess-arguments.ts';
import { guessEffect, guessLevel } from '../../../shared/matrix/guess.ts';

const seen = (identity: string, tool: string, structuredContent: object, seesAll = false): SeenAnswer => ({
  tool,
  identity,
  seesAll,
  result: { structuredContent },
});

const tool = (name: string, argument: string, type = 'string') => ({
  name,
  inputSchema: { type: 'object', properties: { [argument]: { type } }, required: [argument] },
});

const orders = (...ids: readonly string[]) => ({ orders: ids.map((id) => ({ id, status: 'x' })) });

describe('arguments', () => {
  test('are found where an id is in one list alone and fits the name of an argument', () => {
    const found = discoverArguments(
      [seen('alice', 'list_orders', orders('1001', '1002')), seen('bob', 'list_orders', orders('2001'))],
      [tool('get_order', 'orderId'), tool('cancel', 'order_id'), tool('get_user', 'userId')],
    );
    expect(found).toEqual([
      {
        set: 'alice-1001',
        owner: 'alice',
        value: { orderId: '1001' },
        for: ['get_order'],
        why: "Found in the answer of list_orders to alice, and in nobody else's.",
      },
      expect.objectContaining({ set: 'bob-2001', owner: 'bob', value: { orderId: '2001' } }) as unknown,
      expect.objectContaining({ owner: 'alice', value: { order_id: '1001' }, for: ['cancel'] }) as unknown,
      expect.objectContaining({ owner: 'bob', value: { order_id: '2001' } }) as unknown,
    ]);
    expect(new Set(found.map(({ set }) => set)).size).toBe(4);
  });

  test('of an administrator, who sees everything, tell nothing of property', () => {
    const found = discoverArguments(
      [
        seen('admin', 'list_orders', orders('1001', '2001', '3001'), true),
        seen('alice', 'list_orders', orders('1001')),
        seen('bob', 'list_orders', orders('2001')),
      ],
      [tool('get_order', 'orderId')],
    );
    expect(found.map(({ owner }) => owner)).toEqual(['alice', 'bob']);
  });

  test('that everybody sees are offered without an owner, and with one caller nobody owns anything', () => {
    const products = { products: [{ sku: 'mug', price: 3 }] };
    const both = [seen('alice', 'search_products', products), seen('bob', 'search_products', products)];
    expect(discoverArguments(both, [tool('get_stock', 'sku')])).toEqual([
      expect.objectContaining({ set: 'mug', value: { sku: 'mug' } }) as unknown,
    ]);
    expect(discoverArguments(both, [tool('get_stock', 'sku')])[0]).not.toHaveProperty('owner');
    expect(
      discoverArguments([seen('alice', 'list_orders', orders('1001'))], [tool('get_order', 'orderId')]),
    ).toEqual([]);
  });

  test('have the type that the schema wants', () => {
    const numbers = { notes: [{ id: 5, title: 'x' }] };
    const answers = [seen('alice', 'list_notes', numbers), seen('bob', 'list_notes', { notes: [] })];
    const both = [...answers, seen('carol', 'list_notes', { notes: [{ id: 6 }] })];
    expect(discoverArguments(both, [tool('get_note', 'noteId')])).toEqual([]);
    expect(discoverArguments(both, [tool('get_note', 'noteId', 'integer')])[0]).toMatchObject({
      owner: 'alice',
      value: { noteId: 5 },
    });
  });

  test('are read from text that is JSON, too', () => {
    const text = (identity: string, id: string): SeenAnswer => ({
      tool: 'list_files',
      identity,
      seesAll: false,
      result: { content: [{ type: 'text', text: JSON.stringify([{ fileId: id, size: 1 }]) }] },
    });
    const found = discoverArguments(
      [text('alice', 'f-a'), text('bob', 'f-b')],
      [tool('read_file', 'fileId')],
    );
    expect(found.map(({ owner, value }) => [owner, value['fileId']])).toEqual([
      ['alice', 'f-a'],
      ['bob', 'f-b'],
    ]);
  });
});

describe('a schema', () => {
  const schema = (properties: object, required: readonly string[]) => ({
    type: 'object',
    properties,
    required,
  });

  test.each([
    ['a default', { type: 'string', default: 'x' }, 'x'],
    ['a constant', { const: 4 }, 4],
    ['the first choice', { type: 'string', enum: ['b', 'a'] }, 'b'],
    ['an example', { type: 'string', examples: ['y'] }, 'y'],
    ['an example in words', { type: 'string', description: 'A product, for example mug' }, 'mug'],
    ['no for a switch', { type: 'boolean' }, false],
    ['the least number', { type: 'integer', minimum: 3 }, 3],
  ])('suggests %s', (_name, property, value) => {
    expect(guessArguments(schema({ a: property }, ['a']))).toMatchObject({ value: { a: value } });
  });

  test('that suggests nothing says what is missing, and optional arguments are left out', () => {
    expect(guessArguments(schema({ a: { type: 'string' } }, ['a']))).toEqual({ missing: 'a' });
    expect(guessArguments(schema({ a: { type: 'string' } }, []))).toMatchObject({ value: {} });
  });
});

describe('a tool', () => {
  test.each([
    ['Sets stock. Administrators only.', 'admin', 'server'],
    ['Finds products. Needs no sign-in.', 'public', 'server'],
    ['Lists your own orders.', 'owner', 'server'],
    ['Shows your orders.', 'owner', 'guess'],
    ['Reads the admin dashboard.', 'admin', 'guess'],
    ['Converts currencies.', 'login', 'guess'],
    ['', 'login', 'guess'],
  ])('described as "%s" is taken for %s, by the %s', (description, level, levelBy) => {
    const guess = guessLevel({ name: 'x', description });
    expect(guess).toMatchObject({ level, levelBy });
    expect(guess.levelWhy).toMatch(/\.$/);
  });

  test.each([
    [undefined, 'may-destroy'],
    [{}, 'may-destroy'],
    [{ readOnlyHint: false }, 'may-destroy'],
    [{ destructiveHint: true }, 'may-destroy'],
    [{ readOnlyHint: false, destructiveHint: false }, 'adds'],
    [{ readOnlyHint: true, destructiveHint: true }, 'reads'],
    [{ readOnlyHint: 'true' }, 'may-destroy'],
  ])('annotated %j %s', (annotations, effect) => {
    expect(guessEffect({ name: 'x', annotations })).toMatchObject({ effect });
  });
});
