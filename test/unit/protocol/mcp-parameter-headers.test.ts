// Tool parameters as HTTP headers (MCP 2026-07-28): which schemas may ask for them, and what is sent.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeHeaderValue,
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
    const decode = (written: string): string => {
      const wrapped = /^=\?base64\?(.*)\?=$/.exec(written)?.[1];
      return wrapped === undefined ? written : Buffer.from(wrapped, 'base64').toString();
    };
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (value) => {
        const written = encodeHeaderValue(value);
        expect(written).toMatch(/^[\t\x20-\x7e]+$/);
        expect(written.trim()).toBe(written);
        expect(decode(written)).toBe(value);
      }),
    );
  });
});
