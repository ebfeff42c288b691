// Masking in the thread beside masking here: both name secrets, and no name may ever stand for two.

import { expect, onTestFinished, test } from 'vitest';
import { MaskingDesk } from '../../../electron/engine/masking/masking-desk.ts';
import { Masker } from '../../../shared/privacy/mask.ts';
import { MASK } from '../../../shared/privacy/marks.ts';

const emailOf = (index: number): string => `customer.${index}@mail.example.org`;
const NEVER = new AbortController().signal;
const watch = { onProgress: () => {}, signal: NEVER };

function aDesk(): MaskingDesk {
  const desk = new MaskingDesk();
  onTestFinished(() => desk.close());
  return desk;
}

const bodyOf = (emails: readonly string[]) =>
  ({
    kind: 'body',
    bytes: new TextEncoder().encode(JSON.stringify(emails.map((email) => ({ email })))),
    of: 'content',
  }) as const;

async function masked(desk: MaskingDesk, masker: Masker, emails: readonly string[]): Promise<string> {
  const done = await desk.mask(masker, bodyOf(emails), watch);
  return 'text' in done ? done.text : '';
}

/** The emails that a masked text stands for. */
const unmasked = (masker: Masker, text: string): (string | undefined)[] =>
  [...text.matchAll(MASK)].map(([, label = '']) => masker.reveal(label));

test('what is named here while the thread masks keeps its name, and what the thread named gets another', async () => {
  const desk = aDesk();
  const masker = new Masker();
  const emails = Array.from({ length: 2500 }, (_, index) => emailOf(index));
  const under = masked(desk, masker, emails);
  // Meanwhile somebody else is met here first: the thread gives the same names to others.
  const here = masker.maskContent(`{"email":"${emailOf(7777)}"} {"email":"${emailOf(1200)}"}`);
  const text = await under;
  expect(unmasked(masker, text)).toEqual(emails);
  expect(unmasked(masker, here)).toEqual([emailOf(7777), emailOf(1200)]);
  expect(text).toContain(here.match(MASK)?.[1]);
  // And the thread has learnt it for the next time.
  const next = await masked(desk, masker, [emailOf(7777), emailOf(3), emailOf(9999)]);
  expect(unmasked(masker, next)).toEqual([emailOf(7777), emailOf(3), emailOf(9999)]);
  expect(next).toContain(here.match(MASK)?.[0]);
});

test('work for one trace goes in turn, and what is given up takes nothing else with it', async () => {
  const desk = aDesk();
  const [one, other] = [new Masker(), new Masker()];
  const control = new AbortController();
  const emails = Array.from({ length: 20_000 }, (_, index) => emailOf(index));
  const given = desk.mask(one, bodyOf(emails), {
    onProgress: () => control.abort(new Error('enough')),
    signal: control.signal,
  });
  const after = [
    masked(desk, one, [emailOf(1), emailOf(2)]),
    masked(desk, one, [emailOf(2)]),
    masked(desk, other, [emailOf(5)]),
  ];
  await expect(given).rejects.toThrow('enough');
  const [first = '', second = '', third = ''] = await Promise.all(after);
  expect(unmasked(one, first)).toEqual([emailOf(1), emailOf(2)]);
  expect(unmasked(one, second)).toEqual([emailOf(2)]);
  expect(first).toContain(second.match(MASK)?.[0]);
  expect(unmasked(other, third)).toEqual([emailOf(5)]);
});
