import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectInJson } from '../../../shared/privacy/detect/detect-json.ts';
import { detectInText } from '../../../shared/privacy/detect/detect-text.ts';
import type { SensitiveClass } from '../../../shared/privacy/detect/detection.ts';
import { SENSITIVE_CLASSES } from '../../../shared/privacy/detect/detection.ts';
import type { PrivacyPolicy, RedactAction } from '../../../shared/privacy/policy/privacy-policy.ts';
import { DEFAULT_PRIVACY } from '../../../shared/privacy/policy/privacy-policy.ts';
import { redactJson, Redactor, redactText } from '../../../shared/privacy/redact/redact.ts';

const CARD = '4111 1111 1111 1111';

function withAction(action: RedactAction): PrivacyPolicy {
  const actions = Object.fromEntries(SENSITIVE_CLASSES.map((of) => [of, action]));
  return { ...DEFAULT_PRIVACY, actions: actions as Record<SensitiveClass, RedactAction> };
}

const masked = (text: string, redactor = new Redactor({ policy: withAction('mask') })): string =>
  redactor.redactText(text).text;

describe('a placeholder', () => {
  test('keeps what it was and about how long', () => {
    expect(masked(`{"password":"Winter2024!"}`)).toBe('{"password":"⟦password A · 8–15 chars⟧"}');
    expect(masked(`paid by ${CARD}`)).toBe('paid by ⟦payment card A · 16 digits⟧');
    expect(masked('{"cvv":"123"}')).toBe('{"cvv":"⟦security code A · 3 digits⟧"}');
  });

  test('is the same for the same secret, in another text, another class of text, another way of writing', () => {
    const redactor = new Redactor({ policy: withAction('mask') });
    expect(masked(`paid by ${CARD}`, redactor)).toBe('paid by ⟦payment card A · 16 digits⟧');
    expect(masked('{"cardNumber":4111111111111111}', redactor)).toBe(
      '{"cardNumber":"⟦payment card A · 16 digits⟧"}',
    );
    expect(masked('Mail Alice@QQ.com, alice@qq.com', redactor)).toBe(
      'Mail ⟦email A · 8–15 chars⟧, ⟦email A · 8–15 chars⟧',
    );
  });

  test('is another for another secret', () => {
    expect(masked('a@qq.com b@qq.com a@qq.com')).toBe(
      '⟦email A · 8–15 chars⟧ ⟦email B · 8–15 chars⟧ ⟦email A · 8–15 chars⟧',
    );
  });

  test('keeps the last four where that was asked for, and never half of a secret', () => {
    const redactor = new Redactor({ policy: withAction('keep-last-four') });
    expect(masked(CARD, redactor)).toBe('⟦payment card A · 16 digits · …1111⟧');
    expect(masked('{"cvv":"1234"}', redactor)).toBe('{"cvv":"⟦security code A · 4 digits⟧"}');
    expect(masked('{"password":"abc12345"}', redactor)).toBe('{"password":"⟦password A · 8–15 chars⟧"}');
  });

  test('of a hash cannot be made again by who does not have the key', () => {
    const hashed = (key?: Uint8Array): string =>
      masked(CARD, new Redactor({ policy: withAction('hash'), ...(key ? { key } : {}) }));
    expect(hashed()).toMatch(/^⟦payment card #[\da-f]{10} · 16 digits⟧$/);
    expect(hashed()).not.toBe(hashed());
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    expect(hashed(key)).toBe(hashed(key));
  });

  test('of something dropped says nothing at all', () => {
    const redactor = new Redactor({ policy: withAction('drop') });
    expect(masked(`${CARD}, a@qq.com`, redactor)).toBe('⟦dropped⟧, ⟦dropped⟧');
    expect(redactor.reveal('⟦dropped⟧')).toBeUndefined();
  });

  test('leads back to its secret in the redactor that made it, and in no other', () => {
    const redactor = new Redactor();
    const { replacements } = redactor.redactText(`paid by ${CARD}`);
    expect(redactor.reveal(replacements[0]?.placeholder ?? '')).toBe(CARD);
    expect(new Redactor().reveal(replacements[0]?.placeholder ?? '')).toBeUndefined();
  });
});

describe('a policy', () => {
  test('leaves what its recipient may receive, and replaces the rest', () => {
    const text = `alice@qq.com paid by ${CARD}`;
    expect(new Redactor({ recipient: 'person' }).redactText(text).text).toBe(
      'alice@qq.com paid by ⟦payment card A · 16 digits · …1111⟧',
    );
    expect(new Redactor({ recipient: 'model' }).redactText(text).text).toBe(
      '⟦email A · 8–15 chars⟧ paid by ⟦payment card A · 16 digits · …1111⟧',
    );
  });

  test('applies the action of a rule of its own', () => {
    const policy: PrivacyPolicy = {
      ...DEFAULT_PRIVACY,
      rules: [
        {
          name: 'badge',
          class: 'identity-number',
          pattern: String.raw`B-\d{6}`,
          action: 'drop',
          example: 'B-123456',
          counterExample: 'B-12',
        },
      ],
    };
    const { text, replacements } = new Redactor({ policy }).redactText(
      'badge B-123456 of 110101199003071110',
    );
    expect(text).toBe('badge ⟦dropped⟧ of ⟦identity number B · 18 digits⟧');
    expect(replacements.map(({ rule, action }) => [rule, action])).toEqual([
      ['badge', 'drop'],
      [undefined, 'mask'],
    ]);
  });
});

describe('a redacted document', () => {
  test('has its numbers replaced by texts, its names too, and is JSON', () => {
    const { value, replacements } = new Redactor({ policy: withAction('mask') }).redactJson({
      'alice@qq.com': [{ costPrice: 12.5, price: 20 }],
      text: '{"costPrice":12.5}',
    });
    expect(value).toEqual({
      '⟦email A · 8–15 chars⟧': [{ costPrice: '⟦business figure A · 3 digits⟧', price: 20 }],
      text: '{"costPrice":"⟦business figure A · 3 digits⟧"}',
    });
    expect(replacements.map(({ path, start, end, inName }) => [path, start, end, inName])).toEqual([
      ['/alice@qq.com', 0, 12, true],
      ['/alice@qq.com/0/costPrice', 0, 4, undefined],
      ['/text', 13, 17, undefined],
    ]);
  });

  test('says where each placeholder stands in the string at its path', () => {
    const { value, replacements } = new Redactor().redactJson([`"\n${CARD}" and alice@qq.com`]);
    const [text] = value as [string];
    expect(replacements.map(({ at, placeholder }) => text.slice(...at) === placeholder)).toEqual([
      true,
      true,
    ]);
    expect(replacements.map(({ start, end }) => [start, end])).toEqual([
      [2, 21],
      [27, 39],
    ]);
  });

  test('of thousands of levels is no trouble', () => {
    let deep: unknown = { password: 'Winter2024!' };
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const { value, replacements } = new Redactor().redactJson(deep);
    let inner = value;
    while (Array.isArray(inner)) [inner] = inner as unknown[];
    expect(inner).toEqual({ password: '⟦password A · 8–15 chars⟧' });
    expect(replacements).toHaveLength(1);
  });

  test('that is no JSON of ours keeps every byte that is not sensitive', () => {
    const text = '{ "a" : 1.0, "a": 2,\n\t"password" : "Winter2024!", "e": 1E5 }';
    expect(masked(text)).toBe(text.replace('Winter2024!', '⟦password A · 8–15 chars⟧'));
  });
});

describe('detections that the caller names', () => {
  test('are replaced, and others are not', () => {
    const text = `alice@qq.com paid by ${CARD}`;
    const cards = detectInText(text).filter((one) => one.class === 'payment-card');
    expect(redactText(text, cards).text).toBe('alice@qq.com paid by ⟦payment card A · 16 digits · …1111⟧');
    const value = { email: 'alice@qq.com', card: CARD };
    const emails = detectInJson(value).filter((one) => one.class === 'email');
    expect(redactJson(value, emails).value).toEqual({ email: '⟦email A · 8–15 chars⟧', card: CARD });
  });

  test('may come from another thread, which takes from them all that they do not show', () => {
    const text = '{"costPrice":12.5,"password":"Winter\\u00222024"}';
    const sent = structuredClone(detectInText(text));
    expect(redactText(text, sent).text).toBe(
      '{"costPrice":"⟦business figure A · 3 digits⟧","password":"⟦password A · 16–31 chars⟧"}',
    );
  });
});

describe('a secret that was learnt', () => {
  test('is replaced in every text after, though nothing there gives it away', () => {
    const redactor = new Redactor();
    redactor.learnJson({ password: 'Winter2024!' });
    expect(masked('no user has Winter2024!, nor Winter2024%21', redactor)).toBe(
      'no user has ⟦password A · 8–15 chars⟧, nor ⟦password A · 8–15 chars⟧',
    );
  });

  test('does not break a document where its letters are part of an escape', () => {
    const redactor = new Redactor();
    redactor.learnJson({ password: 'nabcdefgh1' });
    const text = JSON.stringify({ a: 'x\nabcdefgh1', b: 'x nabcdefgh1' });
    expect(JSON.parse(masked(text, redactor))).toEqual({
      a: 'x\nabcdefgh1',
      b: 'x ⟦password A · 8–15 chars⟧',
    });
  });

  test('is not found inside a longer number', () => {
    const redactor = new Redactor();
    redactor.learnJson({ phone: '13812345678' });
    expect(masked('9138123456780 and 13812345678 and tel%2013812345678', redactor)).toBe(
      '9138123456780 and ⟦phone A · 11 digits · …5678⟧ and tel%20⟦phone A · 11 digits · …5678⟧',
    );
  });

  test('is left inside a mask', () => {
    const redactor = new Redactor();
    redactor.learnJson({ password: 'password A' });
    expect(masked('⟦password A⟧ or password A', redactor)).toBe('⟦password A⟧ or ⟦password A · 8–15 chars⟧');
  });

  test('that is too short to be looked for is replaced where its name stands only', () => {
    const redactor = new Redactor({ policy: withAction('mask') });
    expect(masked('{"cvv":"123"} costs 123', redactor)).toBe(
      '{"cvv":"⟦security code A · 3 digits⟧"} costs 123',
    );
  });
});

describe('any text', () => {
  test('redacted twice is as redacted once', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        CARD,
        'alice@qq.com',
        '{"password":"',
        'Winter2024!',
        '"}',
        'password: ',
        '13812345678',
        'tel ',
        'data: ',
        '\n\n',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = new Redactor().redactText(pieces.join('')).text;
        expect(new Redactor().redactText(once).text).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test('and any document, whatever stands in it, stays a document of the same shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(CARD, 'alice@qq.com', 'a"b\\c\n'), (value, extra) => {
        const document = { value, extra, password: 'Winter"2024\\' };
        const redacted = new Redactor().redactJson(document).value as typeof document;
        expect(Object.keys(redacted)).toEqual(Object.keys(document));
        expect(redacted.password).toMatch(/^⟦password A · \S+ chars⟧$/);
      }),
      { numRuns: 300 },
    );
  });
});
