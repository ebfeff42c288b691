// Tool parameters as HTTP headers (MCP 2026-07-28): which schemas may ask for them, and what is sent.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeHeaderValue,
  encodeHeaderValue,
  mirroredArguments,
  parameterHeaderLines,
  readParameterHeaders,
} from '../../../shared/protocol/mcp-parameter-headers.ts';

const region = { type: 'string', 'x-mcp-header': 'Region' };

describe('a schema', () => {
  test.each<[name: string, schema: unknown, expected: readonly string[]]>([
    ['that asks for nothing', { type: 'object', properties: { a: { type: 'string' } } }, []],
    ['that is missing', undefined, []],
    ['that is no object', 'x', []],
    ['with one header', { properties: { region } }, ['region → Region']],
    [
      'with a nested one',
      { properties: { where: { type: 'object', properties: { region } } } },
      ['where.region → Region'],
    ],
    [
      'with every type that may',
      {
        properties: {
          a: region,
          b: { type: 'integer', 'x-mcp-header': 'Count' },
          c: { type: 'boolean', 'x-mcp-header': 'Dry' },
        },
      },
      ['a → Region', 'b → Count', 'c → Dry'],
    ],
  ])('%s is read', (_name, schema, expected) => {
    const read = readParameterHeaders(schema);
    expect(
      typeof read === 'string' ? read : read.map(({ path, header }) => `${path.join('.')} → ${header}`),
    ).toEqual(expected);
  });

  test.each<[name: string, schema: unknown, words: string]>([
    ['a number', { properties: { a: { type: 'number', 'x-mcp-header': 'A' } } }, 'stands on type "number"'],
    ['an object', { properties: { a: { type: 'object', 'x-mcp-header': 'A' } } }, 'stands on type "object"'],
    [
      'several types',
      { properties: { a: { type: ['string', 'null'], 'x-mcp-header': 'A' } } },
      'only string, integer and boolean',
    ],
    ['no type', { properties: { a: { 'x-mcp-header': 'A' } } }, 'stands on type null'],
    [
      'an empty name',
      { properties: { a: { type: 'string', 'x-mcp-header': '' } } },
      'is not a header name: ""',
    ],
    [
      'a name with a space',
      { properties: { a: { type: 'string', 'x-mcp-header': 'a b' } } },
      'is not a header name',
    ],
    [
      'a name with a line break',
      { properties: { a: { type: 'string', 'x-mcp-header': 'a\r\nb' } } },
      'is not a header name',
    ],
    [
      'a name that is no text',
      { properties: { a: { type: 'string', 'x-mcp-header': 7 } } },
      'is not a header name: 7',
    ],
    ['the schema itself', { type: 'string', 'x-mcp-header': 'A' }, 'the schema itself carries x-mcp-header'],
    [
      'two that differ in case only',
      { properties: { a: region, b: { type: 'string', 'x-mcp-header': 'REGION' } } },
      'is declared twice',
    ],
    ['one in items', { properties: { a: { type: 'array', items: region } } }, 'under "items" of "a"'],
    ['one in a choice', { oneOf: [{ properties: { region } }] }, 'under "oneOf" of the schema itself'],
    ['one in definitions', { $defs: { r: region } }, 'under "$defs"'],
    ['one deep in a condition', { if: { not: { properties: { a: { allOf: [region] } } } } }, 'under "if"'],
    ['one in pattern properties', { patternProperties: { '^x': region } }, 'under "patternProperties"'],
  ])('with a header on %s is refused in a sentence', (_name, schema, words) => {
    expect(readParameterHeaders(schema)).toContain(words);
    expect(parameterHeaderLines(schema, { a: 'x' })).toEqual([]);
  });
});

describe('a call', () => {
  const schema = {
    properties: {
      region,
      where: { properties: { count: { type: 'integer', 'x-mcp-header': 'Count' } } },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' },
    },
  };
  test.each<[args: Record<string, unknown>, expected: readonly (readonly [string, string])[]]>([
    [{ region: 'eu' }, [['Mcp-Param-Region', 'eu']]],
    [
      { where: { count: 0 }, dry: false },
      [
        ['Mcp-Param-Count', '0'],
        ['Mcp-Param-Dry-Run', 'false'],
      ],
    ],
    [{ region: null, dry: undefined }, []],
    [{}, []],
    [{ region: { deep: 1 }, where: 'x', dry: 1.5 }, []],
    [{ region: 'Köln' }, [['Mcp-Param-Region', '=?base64?S8O2bG4=?=']]],
  ])('with %j sends what is there', (args, expected) => {
    expect(parameterHeaderLines(schema, args)).toEqual(expected);
  });
});

describe('a header value', () => {
  test.each([
    ['plain', 'plain'],
    ['with inner space', 'with inner space'],
    ['a\tb', 'a\tb'],
    ['', '=?base64??='],
    [' leading', '=?base64?IGxlYWRpbmc=?='],
    ['trailing ', '=?base64?dHJhaWxpbmcg?='],
    ['a\r\nInjected: yes', '=?base64?YQ0KSW5qZWN0ZWQ6IHllcw==?='],
    ['=?base64?eA==?=', '=?base64?PT9iYXNlNjQ/ZUE9PT89?='],
    ['\u007f', '=?base64?fw==?='],
  ])('%j is written %s', (value, expected) => {
    expect(encodeHeaderValue(value)).toBe(expected);
  });

  test('is always safe to send, and what it stands for can be read again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (value) => {
        const written = encodeHeaderValue(value);
        expect(written).toMatch(/^[\t\x20-\x7e]+$/);
        expect(written.trim()).toBe(written);
        expect(decodeHeaderValue(written)).toBe(value);
      }),
    );
  });
});

describe('a header that mirrors an argument', () => {
  const schema = {
    properties: {
      region,
      count: { type: 'integer', 'x-mcp-header': 'Count' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
    },
  };
  const held = (args: object, ...headers: readonly (readonly [string, string])[]) =>
    mirroredArguments(schema, args, headers).map(({ header, agrees }) => `${header} ${String(agrees)}`);
  const absent = ['mcp-param-count true', 'mcp-param-dry true'];

  test.each<[why: string, args: object, headers: readonly (readonly [string, string])[], agrees: boolean]>([
    ['in any case of its name', { region: 'eu' }, [['MCP-PARAM-REGION', 'eu']], true],
    ['in Base64 that was not needed', { region: 'eu' }, [['Mcp-Param-Region', '=?base64?ZXU=?=']], true],
    ['with another value', { region: 'eu' }, [['Mcp-Param-Region', 'us']], false],
    ['not at all', { region: 'eu' }, [], false],
    [
      'twice',
      { region: 'eu' },
      [
        ['Mcp-Param-Region', 'eu'],
        ['Mcp-Param-Region', 'us'],
      ],
      false,
    ],
    ['although there is none', { region: null }, [['Mcp-Param-Region', 'eu']], false],
    ['unencoded where that is not safe', { region: 'Köln' }, [['Mcp-Param-Region', 'Köln']], false],
    ['in broken Base64', { region: 'eu' }, [['Mcp-Param-Region', '=?base64?%%?=']], false],
    ['in bytes that are no UTF-8', { region: 'eu' }, [['Mcp-Param-Region', '=?base64?/w==?=']], false],
  ])('%s', (_why, args, headers, agrees) => {
    expect(held(args, ...headers)).toEqual([`mcp-param-region ${String(agrees)}`, ...absent]);
  });

  test('is compared as a number or a word where the argument is one', () => {
    const headers = [
      ['Mcp-Param-Count', '42.0'],
      ['Mcp-Param-Dry', 'true'],
    ] as const;
    expect(held({ count: 42, dry: true }, ...headers)).not.toContain('mcp-param-count false');
    expect(held({ count: 41, dry: false }, ...headers)).toEqual([
      'mcp-param-region true',
      'mcp-param-count false',
      'mcp-param-dry false',
    ]);
  });

  test('of an argument with a type the schema forbids is not judged', () => {
    expect(held({ count: 1.5, region: { deep: 1 } })).toEqual(['mcp-param-dry true']);
  });

  test('of every call that Keyhole builds agrees', () => {
    fc.assert(
      fc.property(fc.record({ region: fc.string(), count: fc.integer(), dry: fc.boolean() }), (args) => {
        const found = mirroredArguments(schema, args, parameterHeaderLines(schema, args));
        expect(found.filter(({ agrees }) => !agrees)).toEqual([]);
      }),
    );
  });
});
