// Structured content against the texts beside it: what stands in one and not in the other.

import { describe, expect, test } from 'vitest';
import { readBlocks } from '../../../../shared/privacy/audience/blocks.ts';
import { compareStructured } from '../../../../shared/privacy/audience/structured.ts';

const compare = (structuredContent: unknown, ...texts: string[]) =>
  compareStructured(
    readBlocks({ result: { structuredContent, content: texts.map((text) => ({ type: 'text', text })) } }),
  );
const paths = (values: readonly { readonly path: string; readonly inside: string }[] | undefined) =>
  values?.map(({ path, inside }) => `${path}#${inside}`);

describe('structured content', () => {
  test('that its text repeats differs in nothing, whatever the order and the spaces', () => {
    const found = compare({ id: 1, items: [{ sku: 'a' }] }, '{ "items": [ {"sku":"a"} ], "id": 1 }');
    expect(found).toEqual({
      fallback: '/result/content/0/text',
      onlyStructured: [],
      onlyText: [],
      cut: false,
    });
  });

  test('that a sentence tells holds nothing that is hidden', () => {
    expect(compare({ id: 1001, status: 'shipped' }, 'Order 1001 is shipped.')?.onlyStructured).toEqual([]);
  });

  test('holds what no text shows', () => {
    const found = compare({ id: 1, card: { number: '4111' } }, '{"id":1}');
    expect(paths(found?.onlyStructured)).toEqual(['/result/structuredContent/card/number#']);
  });

  test('lacks what the text adds, which is told with the place inside the text', () => {
    const found = compare({ id: 1 }, 'Done.', '{"id":1,"a/b":["x"]}');
    expect(paths(found?.onlyText)).toEqual(['/result/content/1/text#/a~1b/0']);
  });

  test('with sentences only says nothing of truths', () => {
    expect(compare({ open: true }, 'It is open.')?.onlyStructured).toEqual([]);
    expect(paths(compare({ open: true }, '{"open":false}')?.onlyStructured)).toEqual([
      '/result/structuredContent/open#',
    ]);
  });

  test('that is not there is not compared', () => {
    expect(
      compareStructured(readBlocks({ result: { content: [{ type: 'text', text: '{"a":1}' }] } })),
    ).toBeUndefined();
  });

  test('beyond what can be searched is said to be cut', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `value-${index}`);
    expect(compare(many, 'Nothing of it.')?.cut).toBe(true);
  });
});
