import { describe, expect, test } from 'vitest';
import { detectInChunks } from '../../../../shared/privacy/detect/detect-in-chunks.ts';
import { detectInJson } from '../../../../shared/privacy/detect/detect-json.ts';
import type { DetectOptions } from '../../../../shared/privacy/detect/detect-options.ts';
import { detectInText } from '../../../../shared/privacy/detect/detect-text.ts';
import { corpus, SEED } from '../../../fixtures/privacy/corpus.ts';

const CARD = '4111 1111 1111 1111';
const JWT =
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImVtYWlsIjoiYWxpY2VAcXEuY29tIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

/** What was found, as the text that the spans name. */
const found = (text: string, options?: DetectOptions): string[] =>
  detectInText(text, options).map(({ class: of, start, end }) => `${of}: ${text.slice(start, end)}`);

const inJson = (value: unknown, options?: DetectOptions) =>
  detectInJson(value, options).map(({ class: of, path, start, end, inName }) => [
    of,
    path,
    start,
    end,
    ...(inName ? ['name'] : []),
  ]);

describe('in a parsed document', () => {
  test('paths are JSON pointers, and offsets are of the string at the path', () => {
    expect(inJson({ a: [{ 'b/c~': `paid by ${CARD}` }] })).toEqual([['payment-card', '/a/0/b~1c~0', 8, 27]]);
  });

  test('offsets are of the decoded string, whatever JSON would escape in it', () => {
    expect(inJson({ text: `"\n\u4e2d"${CARD}` })).toEqual([['payment-card', '/text', 4, 23]]);
  });

  test('a document within a string is told where it stands in the string', () => {
    const inner = JSON.stringify({ password: 'Winter2024!' });
    expect(inJson({ content: [{ type: 'text', text: inner }] })).toEqual([
      ['password', '/content/0/text', 13, 24],
    ]);
  });

  test('a large document within a string is read later and told of the same place', () => {
    const inner = JSON.stringify({ filler: 'x'.repeat(100_000), password: 'Winter2024!' });
    expect(inJson([{ text: inner }, { text: 'nothing' }])).toEqual([
      ['password', '/0/text', inner.length - 13, inner.length - 2],
    ]);
  });

  test('a member name may itself be sensitive', () => {
    expect(inJson({ orders: { 'alice@qq.com': 3 } })).toEqual([
      ['email', '/orders/alice@qq.com', 0, 12, 'name'],
    ]);
  });

  test('a number is a text as it is written', () => {
    expect(inJson({ cardNumber: 4111111111111111, cvv: 123 })).toEqual([
      ['payment-card', '/cardNumber', 0, 16],
      ['card-security-code', '/cvv', 0, 3],
    ]);
  });

  test('the name of the whole and the path of the whole are taken into account', () => {
    expect(inJson('Winter2024!', { key: 'password', path: '/args/password' })).toEqual([
      ['password', '/args/password', 0, 11],
    ]);
  });

  test('names of the object around count where a name says nothing by itself', () => {
    expect(
      inJson({ phone: { type: 'mobile', number: '13812345678' }, card: { number: '4111111111111111' } }),
    ).toEqual([
      ['phone', '/phone/number', 0, 11],
      ['payment-card', '/card/number', 0, 16],
    ]);
  });

  test('names and values in pairs belong together in either order', () => {
    expect(
      inJson([
        { name: 'password', value: 'Winter2024!' },
        { value: 'Summer2024!', key: 'password' },
      ]),
    ).toEqual([
      ['password', '/0/value', 0, 11],
      ['password', '/1/value', 0, 11],
    ]);
  });

  test('thousands of levels are no trouble', () => {
    let deep: unknown = { password: 'Winter2024!' };
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 === 0 ? [deep] : { a: deep };
    expect(detectInJson(deep).map(({ class: of }) => of)).toEqual(['password']);
  });
});

describe('in a text', () => {
  test.each<[string, string, string[], DetectOptions?]>([
    ['JSON', `{"password":"a\\"b\\\\c1"}`, ['password: a\\"b\\\\c1']],
    ['a name written with escapes', '{"pass\\u0077ord":"Winter2024!"}', ['password: Winter2024!']],
    ['JSON that was cut', '{"access_token":"2YotnFZFEjr1zCsicMWpAA', ['token: 2YotnFZFEjr1zCsicMWpAA']],
    [
      'a name given twice',
      '{"password":"first1!","password":"second2!"}',
      ['password: first1!', 'password: second2!'],
    ],
    [
      'several documents',
      '{"cvv":"123"}\n{"cvv":"456"}',
      ['card-security-code: 123', 'card-security-code: 456'],
    ],
    ['a form', 'user=alice&password=p%40ss+w0rd&x=1', ['password: p%40ss+w0rd']],
    ['a query', 'https://shop.example/?email=alice%40qq.com#top', ['email: alice%40qq.com']],
    [
      'a URL in a URL',
      'https://a.example/?to=https%3A%2F%2Fb.example%2F%3Faccess_token%3Da1b2c3d4e5f6g7h8',
      ['token: a1b2c3d4e5f6g7h8'],
    ],
    ['user information', 'see https://alice:Winter2024@shop.example/', ['password: Winter2024']],
    [
      'a callback',
      'http://127.0.0.1/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz',
      ['token: SplxlOBeZQQYbYS6WxSbIA'],
    ],
    ['a coupon', 'https://shop.example/cart?code=SplxlOBeZQQYbYS6WxSbIA', []],
    ['an event stream', 'event: message\ndata: {"password":"Winter2024!"}\n\n', ['password: Winter2024!']],
    ['an event of several lines', 'data: {"password":\ndata: "Winter2024!"}\n\n', ['password: Winter2024!']],
    [
      'a log with a header line',
      '> Authorization: Bearer 2YotnFZFEjr1zCsicMWpAA',
      ['token: 2YotnFZFEjr1zCsicMWpAA'],
    ],
    [
      'a header',
      'sid=2YotnFZFEjr1zCsicMWpAA; theme=dark',
      ['token: 2YotnFZFEjr1zCsicMWpAA'],
      { context: 'header', header: 'Cookie' },
    ],
    ['a JWT', `see ${JWT}.`, [`token: ${JWT}`]],
    ['the claims of a JWT', JWT, ['email: bGljZUBxcS5jb20'], { context: 'jwt' }],
    ['a cursor of JSON', `{"cursor":"${btoa('{"email":"alice@qq.com"}')}"}`, ['email: mFsaWNlQHFxLmNvbS']],
    ['a blob', `{"blob":"${btoa('the password: Winter2024!')}"}`, ['password: iBXaW50ZXIyMDI0IQ==']],
    ['prose as it is', '{"password":"x', [], { context: 'text' }],
  ])('%s is read by its grammar', (_name, text, expected, options) => {
    const spans = found(text, options);
    if (_name.startsWith('the claims') || _name === 'a blob') expect(spans).toHaveLength(expected.length);
    else expect(spans).toEqual(expected);
  });

  test('what stands in Base64 is covered by whole letters, and no more than it needs', () => {
    const [one] = detectInText(JWT, { context: 'jwt' });
    const [, payload = ''] = JWT.split('.');
    const at = JWT.indexOf(payload);
    const before = atob(payload).indexOf('alice@qq.com');
    expect(one).toMatchObject({
      class: 'email',
      start: at + Math.floor((before * 4) / 3),
      end: at + Math.ceil(((before + 'alice@qq.com'.length) * 4) / 3),
    });
  });

  test('masks of before are passed over, or reported as what they say', () => {
    const text = '{"password":"⟦password A⟧","at":"⟦access token B⟧"}';
    expect(found(text)).toEqual([]);
    expect(found(text, { masks: 'report' })).toEqual(['password: ⟦password A⟧', 'token: ⟦access token B⟧']);
  });

  test('a secret that goes on in the next event is told in pieces', () => {
    const text = 'data: card 4111 1111 \n\ndata: 1111 1111 ok\n\n';
    const [one] = detectInText(text);
    const pieces = [one, ...(one?.rest ?? [])].map((span) => text.slice(span?.start, span?.end));
    expect(pieces).toEqual(['4111 1111 ', '1111 1111']);
  });

  test('every detection says what gave it away, in a clause', () => {
    expect(detectInText(`{"cardNumber":"${CARD}"}`)[0]).toMatchObject({
      detector: 'key:payment-card',
      confidence: 'certain',
      why: '16 digits that pass the Luhn check, Visa range; stands under "cardNumber"',
    });
    expect(detectInText(CARD)[0]).toMatchObject({
      detector: 'luhn',
      why: '16 digits that pass the Luhn check, Visa range',
    });
  });

  test('a report of a detection does not hold what was found', () => {
    const [one] = detectInText('{"password":"Winter2024!"}');
    expect(JSON.stringify(one)).not.toContain('Winter');
    expect(structuredClone(one)).toEqual(one);
  });
});

describe('metadata and schemas', () => {
  test('hold no personal data, for what looks like it is a contact or an example', () => {
    const client = { redirect_uris: ['http://127.0.0.1/cb'], contacts: ['dev@acme.io'] };
    const tool = {
      inputSchema: {
        type: 'object',
        properties: { phone: { type: 'string', default: '+1 212 555 0100' }, card: { examples: [CARD] } },
      },
    };
    expect(inJson(client)).toEqual([]);
    expect(inJson({ tools: [tool] })).toEqual([]);
  });

  test('give credentials away all the same', () => {
    const key = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';
    const tool = { inputSchema: { properties: { key: { type: 'string', default: key } } } };
    expect(
      inJson({ redirect_uris: ['http://127.0.0.1/cb'], client_secret: 'cf136dc3c1fc93f31185e5885805d' }),
    ).toEqual([['credential', '/client_secret', 0, 29]]);
    expect(inJson(tool)).toEqual([['credential', '/inputSchema/properties/key/default', 0, key.length]]);
  });

  test('a member called properties may hold values, too', () => {
    expect(inJson({ properties: { email: 'alice@qq.com', phone: '13812345678' } })).toEqual([
      ['email', '/properties/email', 0, 12],
      ['phone', '/properties/phone', 0, 11],
    ]);
  });

  test('the private part of a key is private, the public one is not', () => {
    const part = 'f830J3D2xLEbHQ0OELNoGjbtDgGvYdQfZ6mRnhkZ6p8';
    expect(inJson({ kty: 'EC', x: part, d: part })).toEqual([['private-key', '/d', 0, part.length]]);
    expect(inJson({ x: part, d: part })).toEqual([]);
  });
});

describe('a cost or a margin', () => {
  test('is a figure of a product beside a price, and nothing by itself', () => {
    expect(inJson({ cost: 21.5, sku: 'kettle' })).toEqual([['business-confidential', '/cost', 0, 4]]);
    expect(inJson({ cost: 21.5, margin: 0.4 })).toEqual([
      ['business-confidential', '/cost', 0, 4],
      ['business-confidential', '/margin', 0, 3],
    ]);
    expect(inJson({ shipping: { cost: 4.99 }, style: { margin: 8 } })).toEqual([]);
  });
});

describe('a search in turns', () => {
  const document = JSON.stringify(corpus(SEED).map(({ text }) => text));

  test('finds the same as at once', async () => {
    let turns = 0;
    const pause = (): Promise<void> => {
      turns += 1;
      return Promise.resolve();
    };
    expect(await detectInChunks(document, { pause })).toEqual(detectInText(document));
    expect(turns).toBeGreaterThan(5);
  });

  test('tells how far it is, and never goes back', async () => {
    const told: number[] = [];
    await detectInChunks(document, { onProgress: (done) => told.push(done) });
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });

  test('stops when nobody wants to know any more', async () => {
    const controller = new AbortController();
    let turns = 0;
    const search = detectInChunks(document, {
      signal: controller.signal,
      onProgress: () => {
        turns += 1;
        if (turns === 3) controller.abort(new Error('changed my mind'));
      },
    });
    await expect(search).rejects.toThrow('changed my mind');
    expect(turns).toBe(3);
  });
});
