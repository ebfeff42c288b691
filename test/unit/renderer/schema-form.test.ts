import { describe, expect, it } from 'vitest';
import {
  emptyValue,
  readForm,
  valueOf,
  type FormValue,
} from '../../../renderer/features/session/schema-form/form-value.ts';
import { readField } from '../../../renderer/features/session/schema-form/schema-field.ts';

const ORDER = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 2, maxLength: 4 },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    price: { type: 'number', exclusiveMinimum: 0 },
    gift: { type: 'boolean' },
    size: { enum: ['S', 'M', 3, null] },
    tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
    address: {
      type: 'object',
      properties: { street: { type: 'string' }, zip: { type: 'string' } },
      required: ['street'],
    },
    extra: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  },
  required: ['id'],
};
const FIELD = readField(ORDER);

function fill(values: Readonly<Record<string, FormValue>>) {
  return readForm(FIELD, { ...(emptyValue(FIELD) as Record<string, FormValue>), tags: [], ...values });
}

describe('a form made from a schema', () => {
  it('sends only what was given', () => {
    expect(fill({ id: 'ab' })).toEqual({ value: { id: 'ab' }, problems: [] });
  });

  it('turns every kind of field into its JSON', () => {
    const filled = fill({
      id: 'abc',
      count: '3',
      price: '1e-2',
      gift: 'false',
      size: '2',
      tags: ['x', 'y'],
      address: { street: 'Main', zip: '' },
      extra: '{"a":[1]}',
    });
    expect(filled).toEqual({
      value: {
        id: 'abc',
        count: 3,
        price: 0.01,
        gift: false,
        size: 3,
        tags: ['x', 'y'],
        address: { street: 'Main' },
        extra: { a: [1] },
      },
      problems: [],
    });
  });

  it.each([
    ['a required text that is empty', { id: '' }, '/id', 'required', {}],
    ['a text that is too short', { id: 'a' }, '/id', 'minLength', { limit: 2 }],
    ['a text that is too long', { id: 'abcde' }, '/id', 'maxLength', { limit: 4 }],
    ['a word for a number', { id: 'ab', count: 'three' }, '/count', 'number', {}],
    ['a fraction for an integer', { id: 'ab', count: '1.5' }, '/count', 'integer', {}],
    ['a number that is too small', { id: 'ab', count: '0' }, '/count', 'minimum', { limit: 1 }],
    ['a number that is too large', { id: 'ab', count: '10' }, '/count', 'maximum', { limit: 9 }],
    ['a number on an excluded border', { id: 'ab', price: '0' }, '/price', 'above', { limit: 0 }],
    ['too many items', { id: 'ab', tags: ['a', 'b', 'c'] }, '/tags', 'maxItems', { limit: 2 }],
    ['an empty item', { id: 'ab', tags: ['a', ''] }, '/tags/1', 'required', {}],
    ['an object that lacks a member', { id: 'ab', address: { zip: '1' } }, '/address/street', 'required', {}],
  ] as const)('places the problem of %s', (_name, values, at, problem, details) => {
    expect(fill(values as Record<string, FormValue>).problems).toEqual([{ at, problem, values: details }]);
  });

  it('says why a JSON field is not JSON', () => {
    const [problem] = fill({ id: 'ab', extra: '{' }).problems;
    expect(problem).toMatchObject({ at: '/extra', problem: 'json' });
    expect(String(problem?.values['why'])).toContain('JSON');
  });

  it('counts characters as JSON Schema does, not UTF-16 units', () => {
    expect(fill({ id: '😀😀😀😀' }).problems).toEqual([]);
  });

  it('escapes the names of members in pointers', () => {
    const field = readField({
      type: 'object',
      properties: { 'a/b~c': { type: 'string' } },
      required: ['a/b~c'],
    });
    expect(readForm(field, {}).problems.map(({ at }) => at)).toEqual(['/a~1b~0c']);
  });

  it('starts from defaults, and shows JSON so that reading it gives the same', () => {
    const field = readField({
      type: 'object',
      properties: {
        text: { type: 'string', default: 'hello' },
        on: { type: 'boolean', default: true },
        pick: { enum: ['a', 'b'], default: 'b' },
        list: { type: 'array', items: { type: 'integer' }, default: [1, 2] },
      },
    });
    expect(readForm(field, emptyValue(field)).value).toEqual({
      text: 'hello',
      on: true,
      pick: 'b',
      list: [1, 2],
    });
    const given = { text: 'x', on: false, pick: 'a', list: [] };
    expect(readForm(field, valueOf(field, given)).value).toEqual({ text: 'x', on: false, pick: 'a' });
  });

  it('follows references inside the schema and survives one that leads to itself', () => {
    const schema = {
      type: 'object',
      properties: { node: { $ref: '#/$defs/node' }, lost: { $ref: '#/nowhere' } },
      $defs: {
        node: { type: 'object', properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } } },
      },
    };
    const field = readField(schema);
    if (field.kind !== 'object') throw new Error('the root is not an object field');
    expect(field.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['node', 'object'],
      ['lost', 'json'],
    ]);
    expect(readForm(field, { node: { name: 'a', next: { name: 'b' } } }).value).toEqual({
      node: { name: 'a', next: { name: 'b' } },
    });
  });

  it('reads a nullable type as the type, and a wider union as JSON', () => {
    const kinds = [
      { type: ['string', 'null'] },
      { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      { type: ['string', 'number'] },
      { oneOf: [{ type: 'string' }, { type: 'object' }] },
      {},
      true,
    ].map((schema) => readField(schema).kind);
    expect(kinds).toEqual(['text', 'integer', 'json', 'json', 'json', 'json']);
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    { type: 7 },
    { properties: 3 },
    { type: 'object', properties: { a: 1 } },
  ])('takes the nonsense schema %j without throwing', (schema) => {
    const field = readField(schema);
    expect(readForm(field, emptyValue(field)).problems).toEqual([]);
  });
});
