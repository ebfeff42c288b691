// WWW-Authenticate as servers write it: right, odd, broken and hostile.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bearerChallenge, challengeParameter, parseChallenges } from '../../../shared/protocol/challenge.ts';
import type { ParsedChallenges } from '../../../shared/protocol/challenge.ts';
import type { HeaderLine } from '../../../shared/trace/event.ts';
import { growthOf } from '../../support/growth.ts';

const parse = (...values: readonly string[]): ParsedChallenges =>
  parseChallenges(values.map((value): HeaderLine => ['WWW-Authenticate', value]));

/** `Scheme token68 name=value …`, one string a challenge. */
const brief = ({ challenges }: ParsedChallenges): string[] =>
  challenges.map(({ scheme, token68, parameters }) =>
    [
      scheme,
      ...(token68 === undefined ? [] : [token68]),
      ...parameters.map(({ name, value }) => `${name}=${value}`),
    ].join(' '),
  );

describe('a right header', () => {
  test.each<[name: string, lines: readonly string[], expected: readonly string[]]>([
    ['nothing', [], []],
    ['an empty line', [''], []],
    ['a scheme alone', ['Bearer'], ['Bearer']],
    ['one parameter', ['Bearer realm="shop"'], ['Bearer realm=shop']],
    ['an unquoted value', ['Bearer error=invalid_token'], ['Bearer error=invalid_token']],
    ['several parameters', ['Bearer error="e", scope="a b"'], ['Bearer error=e scope=a b']],
    ['no space after commas', ['Bearer a="1",b="2",c=3'], ['Bearer a=1 b=2 c=3']],
    ['much space everywhere', ['  Bearer   a = "1"\t,\t b\t=2  '], ['Bearer a=1 b=2']],
    [
      'several challenges in one line',
      ['Basic realm="x", Bearer realm="y", scope="z"'],
      ['Basic realm=x', 'Bearer realm=y scope=z'],
    ],
    ['a bare scheme before another', ['Negotiate, Bearer realm="y"'], ['Negotiate', 'Bearer realm=y']],
    ['several lines', ['Basic realm="x"', 'Bearer realm="y"'], ['Basic realm=x', 'Bearer realm=y']],
    ['token68', ['Negotiate YWJj+/-._~=='], ['Negotiate YWJj+/-._~==']],
    ['token68 with one equals sign', ['Negotiate YWI='], ['Negotiate YWI=']],
    ['token68 without any', ['Negotiate YWJj, Bearer a=1'], ['Negotiate YWJj', 'Bearer a=1']],
    [
      'token68 with one equals sign before a challenge',
      ['Negotiate YWI=, Bearer a=1'],
      ['Negotiate YWI=', 'Bearer a=1'],
    ],
    [
      'a comma in quotes',
      ['Bearer realm="a, Basic realm=b", scope="c"'],
      ['Bearer realm=a, Basic realm=b scope=c'],
    ],
    [
      'an equals sign in quotes',
      ['Bearer realm="scope=bad", scope="good"'],
      ['Bearer realm=scope=bad scope=good'],
    ],
    [
      'quoted pairs',
      [String.raw`Bearer realm="say \"hi\" \\ \a", scope="s"`],
      ['Bearer realm=say "hi" \\ a scope=s'],
    ],
    ['an empty value in quotes', ['Bearer realm="", scope="s"'], ['Bearer realm= scope=s']],
    ['letters beyond ASCII', ['Bearer error_description="größer"'], ['Bearer error_description=größer']],
    [
      'names that look alike',
      ['Bearer x_scope="no", scope-x="no", scope="yes"'],
      ['Bearer x_scope=no scope-x=no scope=yes'],
    ],
  ])('with %s is read without a fault', (_name, lines, expected) => {
    const parsed = parse(...lines);
    expect(brief(parsed)).toEqual(expected);
    expect(parsed.faults).toEqual([]);
  });

  test('is found under its name in any case, and nothing else is', () => {
    const { challenges } = parseChallenges([
      ['Content-Type', 'Bearer realm="no"'],
      ['wWW-aUTHENTICATE', 'Bearer realm="yes"'],
      ['Proxy-Authenticate', 'Bearer realm="no"'],
    ]);
    expect(challenges).toMatchObject([{ line: 1, parameters: [{ value: 'yes' }] }]);
  });
});

describe('a broken header', () => {
  test.each<[value: string, expected: readonly string[], fault: string]>([
    ['Bearer realm="open', ['Bearer'], 'The quoted value of "realm" has no closing quote.'],
    [String.raw`Bearer realm="open\"`, ['Bearer'], 'The quoted value of "realm" has no closing quote.'],
    [
      'Bearer resource_metadata=https://a.example/x, scope="s"',
      ['Bearer resource_metadata=https://a.example/x scope=s'],
      'The value of "resource_metadata" has characters that need quotes.',
    ],
    ['Bearer scope=a b', ['Bearer scope=a b'], 'The value of "scope" has characters that need quotes.'],
    [
      'Bearer realm=, scope="s"',
      ['Bearer realm= scope=s'],
      'The value of "realm" has characters that need quotes.',
    ],
    ['Bearer error="e" scope="s"', ['Bearer error=e scope=s'], 'After "error" a comma is missing.'],
    ['Bearer error=e scope="s"', ['Bearer error=e scope=s'], 'After "error" a comma is missing.'],
    [
      'Basic realm="x" Bearer scope="s"',
      ['Basic realm=x', 'Bearer scope=s'],
      'After "realm" a comma is missing.',
    ],
    ['realm="x"', [], '"realm" is not followed by a space.'],
    ['Bearer: realm="x"', ['Bearer'], '"Bearer" is not followed by a space.'],
    ['"Bearer" realm="x"', [], 'A scheme name or a parameter was expected here.'],
    ['Bearer "x", scope="s"', ['Bearer scope=s'], 'After the scheme "Bearer" parameters were expected.'],
    ['Bearer some words here', ['Bearer'], 'After the scheme "Bearer" parameters were expected.'],
    [', ,Bearer a="1",, ,b="2",', ['Bearer a=1 b=2'], 'Nothing stands before a comma.'],
    ['Bearer a="1", ', ['Bearer a=1'], 'Nothing stands after the last comma.'],
    ['Bearer, a="1"', ['Bearer a=1'], 'A comma stands between the scheme "Bearer" and its parameters.'],
    ['Bearer ,', ['Bearer'], 'Nothing stands after the last comma.'],
    ['=,=', [], 'A scheme name or a parameter was expected here.'],
  ])('%s', (value, expected, fault) => {
    const parsed = parse('Basic realm="fine"', value);
    expect(brief(parsed)).toEqual(['Basic realm=fine', ...expected]);
    expect(parsed.faults[0]).toMatchObject({ line: 1, message: fault });
  });
});

describe('the challenge that counts', () => {
  test.each<[lines: readonly string[], scheme: string | undefined]>([
    [['Basic realm="x"', 'BEARER realm="y"'], 'BEARER'],
    [['DPoP algs="ES256", bearer scope="s"'], 'bearer'],
    [['Basic realm="x", dpop algs="ES256"'], 'dpop'],
    [['Basic realm="Bearer"'], undefined],
    [['BearerX scope="s"'], undefined],
    [[], undefined],
  ])('of %j is %s', (lines, scheme) => {
    expect(bearerChallenge(parse(...lines))?.scheme).toBe(scheme);
  });

  test('gives a parameter by name in any case, the first of several, and no look-alike', () => {
    const challenge = bearerChallenge(
      parse('Bearer x_scope="no", realm="scope=no", SCOPE="yes", scope="late"'),
    );
    expect(challenge && challengeParameter(challenge, 'scope')?.value).toBe('yes');
    expect(challenge && challengeParameter(challenge, 'resource_metadata')).toBeUndefined();
  });
});

const token = fc.stringMatching(/^[A-Za-z][!#$%&'*+.^_`|~0-9A-Za-z-]{0,8}$/);
const anyValue = fc.string({
  unit: fc.constantFrom('a', 'Z', '"', '\\', ',', '=', ' ', '\t', 'é', '/', ':'),
  maxLength: 12,
});
const space = fc.stringMatching(/^[ \t]{0,2}$/);
const parameter = fc.record({
  name: token,
  value: anyValue,
  before: space,
  after: space,
  quotes: fc.boolean(),
});
const challenge = fc.oneof(
  fc.record({ scheme: token, token68: fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,10}={0,2}$/) }),
  fc.record({
    scheme: token,
    parameters: fc.uniqueArray(parameter, { maxLength: 4, selector: ({ name }) => name.toLowerCase() }),
  }),
);
type Made = typeof challenge extends fc.Arbitrary<infer T> ? T : never;

function write(made: Made): string {
  if ('token68' in made) return `${made.scheme} ${made.token68}`;
  const parameters = made.parameters.map(({ name, value, before, after, quotes }) => {
    const bare = !quotes && /^[A-Za-z]+$/.test(value);
    const written = bare ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    return `${name}${before}=${after}${written}`;
  });
  return `${made.scheme}${parameters.length === 0 ? '' : ' '}${parameters.join(', ')}`;
}

describe('any header', () => {
  test('that is built from challenges is read back as these challenges', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(challenge, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
        (lines) => {
          const parsed = parse(...lines.map((line) => line.map(write).join(', ')));
          expect(parsed.faults).toEqual([]);
          expect(
            parsed.challenges.map(({ scheme, token68, parameters, line }) => ({
              line,
              scheme,
              token68,
              parameters: parameters.map(({ name, value }) => [name, value]),
            })),
          ).toEqual(
            lines.flatMap((line, index) =>
              line.map((made) => ({
                line: index,
                scheme: made.scheme,
                token68: 'token68' in made ? made.token68 : undefined,
                parameters:
                  'parameters' in made ? made.parameters.map(({ name, value }) => [name, value]) : [],
              })),
            ),
          );
        },
      ),
    );
  });

  test('has spans that hold exactly the value, escapes and all, without its quotes', () => {
    const unescaped = (raw: string): string => raw.replaceAll(/\\(.)/gs, '$1');
    const line = fc
      .array(challenge, { minLength: 1, maxLength: 3 })
      .map((made) => made.map(write).join(', '));
    fc.assert(
      fc.property(fc.oneof(line, noise), (text) => {
        for (const { parameters } of parse(text).challenges) {
          for (const { value, span, quoted } of parameters) {
            const raw = text.slice(...span);
            expect(quoted ? unescaped(raw) : raw).toBe(value);
            if (quoted) expect([text[span[0] - 1], text[span[1]]]).toEqual(['"', '"']);
          }
        }
      }),
    );
  });

  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'a', 'scope', '\t', 'é', ':'),
      maxLength: 30,
    }),
  );

  test('is read without an exception, its faults inside it', () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 3 }), (values) => {
        const { faults, challenges } = parse(...values);
        for (const { line, at, message } of faults) {
          expect(at).toBeLessThanOrEqual(values[line]?.length ?? -1);
          expect(message).toMatch(/\.$/);
        }
        for (const { line } of challenges) expect(values[line]).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['quotes', '"'],
    ['open quotes', 'Bearer a="x'],
    ['backslashes in quotes', '\\'],
    ['commas', ','],
    ['schemes', 'a,'],
    ['schemes without commas', 'a '],
    ['parameters', 'a="b",'],
    ['parameters without commas', 'a=b '],
    ['equals signs', 'a='],
    ['token68', 'a b==,'],
    ['spaces', ' '],
    ['letters', 'a'],
    ['quoted schemes', 'a"b"'],
    ['colons', 'a=b:c'],
  ])('of a megabyte of %s costs in proportion to its length', (_name, unit) => {
    const inQuotes = unit === '\\' ? '' : 'x"';
    const { ratio, limit } = growthOf(125_000, (length) => {
      parse(`Bearer realm="${inQuotes}, ${unit.repeat(Math.ceil(length / unit.length))}`);
    });
    expect(ratio).toBeLessThan(limit);
  });
});
