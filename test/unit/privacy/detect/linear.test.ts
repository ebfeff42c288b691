// No input makes a detector slow: each meets the beginning of what it looks for over and over, and never the end.

import { describe, expect, test } from 'vitest';
import { detectInJson } from '../../../../shared/privacy/detect/detect-json.ts';
import { detectInText } from '../../../../shared/privacy/detect/detect-text.ts';
import { compileRules } from '../../../../shared/privacy/policy/custom-rules.ts';
import { Redactor } from '../../../../shared/privacy/redact/redact.ts';
import { growthOf } from '../../../support/growth.ts';

/** The larger of the two measurements is eight times this: 1 MiB. */
const SMALL = 131_072;

const filled = (unit: string) => (length: number) =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const BEGINNINGS: readonly (readonly [name: string, text: (length: number) => string])[] = [
  ['one letter', filled('a')],
  ['capital letters', filled('A')],
  ['digits', filled('1')],
  ['groups of digits', filled('4111 ')],
  ['groups of one digit', filled('1-')],
  ['dotted digits', filled('1.')],
  ['bracketed digits', filled('(555) ')],
  ['cards that are none', filled('4111 1111 1111 1112 ')],
  ['identity numbers that are none', filled('110101199003071111 ')],
  ['phones with a country code', filled('+86138')],
  ['valid phones', filled('+8613812345678 ')],
  ['phones that are spoken of', filled('call 13812345670 ')],
  ['at signs', filled('@')],
  ['mailboxes without a domain', filled('a@')],
  ['mailboxes of points', filled('.@a.')],
  ['domains without an end', (n) => `a@${filled('a.')(n)}`],
  ['JWT beginnings', filled('eyJ')],
  ['JWT headers', filled('eyJhbGciOiJIUzI1NiJ9.')],
  ['JWT points', (n) => `eyJhbGciOiJIUzI1NiJ9${filled('.')(n)}`],
  ['Base64 of JSON', (n) => `{"cursor":"${filled('eyJh')(n)}"}`],
  ['GitHub beginnings', filled('ghp_')],
  ['GitLab beginnings', filled('glpat-aaaaaaaaaaaaaaaaaaaa')],
  ['key beginnings', filled('sk-')],
  ['Atlassian beginnings', filled('ATATT3')],
  ['app tokens', filled('ghs_aaa.')],
  ['Telegram colons', filled(':AA')],
  ['tildes', filled('Q~')],
  ['Mailchimp endings', filled('-us1')],
  ['hash beginnings', filled('$2b$10$')],
  ['argon2 beginnings', filled('$argon2id$v=19$m=1,t=1,p=1$')],
  ['Django beginnings', filled('pbkdf2_sha256$1$')],
  ['LDAP beginnings', filled('{SSHA}')],
  ['PEM beginnings', filled('-----BEGIN PRIVATE KEY-----')],
  ['PEM bodies', (n) => `-----BEGIN PRIVATE KEY-----\n${filled('QUFB\n')(n)}`],
  ['PEM headers', (n) => `-----BEGIN PRIVATE KEY-----\n${filled('Proc-Type: a\n')(n)}`],
  ['hyphens', filled('-')],
  ['dollars', filled('$')],
  ['IBAN beginnings', filled('DE89')],
  ['IBANs with spaces', filled('DE89 3704 ')],
  ['country codes', filled('DE ')],
  ['URLs', filled('http://')],
  ['URLs with users', filled('http://a:b')],
  ['URLs within URLs', filled('http://a?u=')],
  ['URLs with fragments', filled('http://a#b=')],
  ['one URL', (n) => `http://${filled('a/')(n)}`],
  ['parameters', filled('a=&')],
  ['a form', filled('password=a1b2c3d4&')],
  ['percent signs', (n) => `q=${filled('%')(n)}`],
  ['escapes of escapes', (n) => `q=${filled('%25')(n)}`],
  ['labels', filled('password:')],
  ['labels with quotes', filled('password: "')],
  ['labels with words', filled('password is ')],
  ['labels of many words', filled('api key secret key ')],
  ['identifiers', filled('api_key_')],
  ['inputs', filled('<input name="token" ')],
  ['elements', filled('<password>')],
  ['Chinese labels', filled('密码：')],
  ['Chinese figures', filled('成本价')],
  ['Chinese text', filled('请输入您的收货地址')],
  ['Bearer', filled('Bearer ')],
  ['Basic', filled('Basic YTpi ')],
  ['opened masks', filled('⟦')],
  ['masks', filled('⟦password A⟧')],
  ['an object in an object', filled('{"a":')],
  ['an array in an array', filled('[')],
  ['an array of objects', filled('[{"a":')],
  ['quotes', filled('"')],
  ['backslashes in a string', (n) => `{"a":"${filled('\\')(n)}`],
  ['quotes in a string', (n) => `{"a":"${filled('\\"')(n)}"}`],
  ['strings with one escape', (n) => `[${filled('"\\n",')(n)}`],
  [
    'many members',
    (n) => `{${Array.from({ length: n / 12 }, (_, i) => `"k${String(i).padStart(6, '0')}":1`).join(',')}}`,
  ],
  ['one long name', (n) => `{"${filled('aB')(n)}":1}`],
  ['names with addresses', filled('{"a@b.example":1},')],
  ['pairs', filled('{"name":"password","value":"a1b2c3"},')],
  ['pairs that are never complete', (n) => `{${filled('"name":"password",')(n)}`],
  ['figures that wait for a price', (n) => `{${filled('"cost":1,')(n)}`],
  ['metadata', filled('{"issuer":"a","token_endpoint":"b","x":"a@b.example"},')],
  ['events', filled('data: a\n\n')],
  ['lines of one event', filled('data: {\n')],
  ['events in pieces', filled('data: {"d":"4111"}\n\n')],
];

describe('of a mebibyte', () => {
  test.each(BEGINNINGS)('%s take time in proportion to their length', (_name, text) => {
    const { ratio, limit } = growthOf(SMALL, (length) => void detectInText(text(length)));
    expect(ratio).toBeLessThan(limit);
  });

  test.each(BEGINNINGS.filter((_, index) => index % 6 === 0))(
    '%s take it as a string of a document, too',
    (_name, text) => {
      const { ratio, limit } = growthOf(SMALL, (length) => void detectInJson({ text: text(length) }));
      expect(ratio).toBeLessThan(limit);
    },
  );

  test.each<[name: string, detect: (text: string) => unknown, unit: string]>([
    ['a header', (text) => detectInText(text, { context: 'header', header: 'x-forwarded-for' }), '1.2.3.4,'],
    ['cookies', (text) => detectInText(text, { context: 'header', header: 'cookie' }), 'sid=a;'],
    ['a JWT', (text) => detectInText(text, { context: 'jwt' }), 'eyJh'],
    ['a form', (text) => detectInText(text, { context: 'form' }), 'a=%25&'],
  ])('%s takes it as well', (_name, detect, unit) => {
    const { ratio, limit } = growthOf(SMALL, (length) => void detect(filled(unit)(length)));
    expect(ratio).toBeLessThan(limit);
  });

  test('a value in a value in a value is followed some levels deep, and then read as it is', () => {
    const nested = (length: number): string => {
      let text = filled('a1 ')(length / 64);
      for (let depth = 0; text.length < length; depth += 1) text = JSON.stringify({ a: text, depth });
      return text;
    };
    const { ratio, limit } = growthOf(SMALL, (length) => void detectInText(nested(length)));
    expect(ratio).toBeLessThan(limit);
  });

  test.each(['(a+)+b', '(a|a)*b', 'a*a*a*a*b', '(a?){30}a{30}', '([a-z]+)*[0-9]'])(
    'no pattern of a person backtracks: %s',
    (pattern) => {
      const { detectors, faults } = compileRules([
        {
          name: 'own',
          class: 'credential',
          pattern: `x${pattern}`,
          example: undefined,
          counterExample: undefined,
        },
      ]);
      expect(detectors).toEqual([]);
      expect(faults.map(({ field }) => field)).toEqual(['example', 'counterExample']);
    },
  );
});

describe('redaction', () => {
  test.each<[name: string, text: (length: number) => string]>([
    ['one secret over and over', filled('hunter22!x ')],
    ['the beginning of a secret over and over', filled('hunter22!')],
    ['a card over and over', filled('4111 1111 1111 1111, ')],
    ['documents with one secret each', (n) => `[${filled('{"password":"hunter22!x"},')(n)}`],
    ['events with a piece of it each', filled('data: hunter22!x\n\n')],
  ])('of %s takes time in proportion to the length', (_name, text) => {
    const { ratio, limit } = growthOf(SMALL / 4, (length) => {
      const redactor = new Redactor();
      redactor.learn('password: "hunter22!x"');
      redactor.redactText(text(length));
    });
    expect(ratio).toBeLessThan(limit);
  });
});
