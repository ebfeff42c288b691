import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differences } from '../../../shared/metadata/differences.ts';
import { compareRegistration } from '../../../shared/metadata/registration.ts';
import type { JsonObject } from '../../../shared/protocol/json.ts';

const asked = (left: JsonObject, right: JsonObject) =>
  differences(left, right).map(({ path, kind }) => `${path} ${kind}`);

describe('the differences of two documents', () => {
  test('name every member once: equal, different, and on one side only', () => {
    expect(asked({ a: 1, b: 2, c: 3 }, { b: 2, c: 4, d: 5 })).toEqual([
      '/a left-only',
      '/b same',
      '/c different',
      '/d right-only',
    ]);
  });

  test('do not count the order of lists, and show which entries one side lacks', () => {
    const [order, entries] = differences({ a: ['x', 'y'], b: ['x', 'y'] }, { a: ['y', 'x'], b: ['y', 'z'] });
    expect(order?.kind).toBe('same');
    expect(entries).toMatchObject({ kind: 'different', entries: { left: ['x'], right: ['z'] } });
  });

  test('look into objects, and do not count the order of their members', () => {
    expect(
      asked({ jwks: { a: 1, keys: [{ x: 1, y: 2 }] } }, { jwks: { keys: [{ y: 2, x: 1 }], a: 2 } }),
    ).toEqual(['/jwks/a different', '/jwks/keys same']);
  });

  test('tell a member that is null from one that is missing, and names from the prototype', () => {
    expect(asked({ a: null, constructor: 1 }, {})).toEqual(['/a left-only', '/constructor left-only']);
    expect(asked({}, { toString: 1 })).toEqual(['/toString right-only']);
  });

  test('turn round when the sides do, and are none of a document with itself', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, object, (left, right) => {
        const mirror = {
          'left-only': 'right-only',
          'right-only': 'left-only',
          same: 'same',
          different: 'different',
        };
        const there = differences(left, right).map(({ path, kind }) => `${path} ${mirror[kind]}`);
        const back = differences(right, left).map(({ path, kind }) => `${path} ${kind}`);
        expect(there.sort()).toEqual(back.sort());
        expect(differences(left, structuredClone(left)).every(({ kind }) => kind === 'same')).toBe(true);
      }),
    );
  });

  test('of a deeply nested document do not overflow', () => {
    let deep: JsonObject = {};
    for (let depth = 0; depth < 20_000; depth += 1) deep = { a: deep };
    expect(asked(deep, { a: 1 })).toEqual(['/a different']);
  });
});

describe('a registration', () => {
  test('shows what the server altered, left out, added and issued, altered first', () => {
    const rows = compareRegistration(
      { redirect_uris: ['http://127.0.0.1:1/cb'], grant_types: ['a', 'b'], scope: 'x y', client_name: 'K' },
      {
        redirect_uris: ['https://other/cb'],
        grant_types: ['b', 'a'],
        scope: 'y x',
        client_id: 'c',
        contacts: [],
      },
    );
    expect(rows.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'redirect_uris altered',
      'client_name left-out',
      'contacts added',
      'client_id issued',
      'grant_types same',
      'scope same',
    ]);
  });
});
