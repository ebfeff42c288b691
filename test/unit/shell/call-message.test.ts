import { describe, expect, test } from 'vitest';
import { MAX_INPUT_LENGTH, readCall } from '../../../electron/shell/call-message.ts';
import { methods } from '../../../shared/contract.ts';

describe('a call from the page', () => {
  test.each(Object.keys(methods))('may name %s', (method) => {
    expect(readCall(method, '{"a":1}')).toEqual({ method, input: { a: 1 } });
  });

  test.each([
    ['app.quit'],
    ['constructor'],
    ['__proto__'],
    ['toString'],
    [''],
    [undefined],
    [1],
    [['app.info']],
    [{}],
  ])('may not name %j', (method) => {
    expect(() => readCall(method, '{}')).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });

  test.each([[undefined], [null], [{}], [1], ['{'], ['[]'], ['null'], ['1'], ['"text"']])(
    'may not bring %j',
    (text) => {
      expect(() => readCall('app.info', text)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    },
  );

  test('is judged by its length before it is read', () => {
    expect(() => readCall('trace.import', 'x'.repeat(MAX_INPUT_LENGTH + 1))).toThrow('longer than 64 MiB');
  });

  test('repeats no more than the beginning of a name it refuses', () => {
    expect(() => readCall('x'.repeat(10_000), '{}')).toThrow(/^The engine has no method "x{100}"\.$/);
  });
});
