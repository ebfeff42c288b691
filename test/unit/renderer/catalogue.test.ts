import { describe, expect, it } from 'vitest';
import {
  fillTemplate,
  readPrompts,
  readResources,
  readTools,
} from '../../../renderer/features/session/catalogue.ts';
import { durationText } from '../../../renderer/duration.ts';
import { i18n } from '../../../renderer/i18n/i18n.ts';
import type { AppText } from '../../../renderer/i18n/messages.ts';
import '../../../renderer/i18n/messages.ts';
import { decodeJwt } from '../../../renderer/features/session/jwt.ts';
import { secretParts } from '../../../renderer/ui/secret-parts.ts';

describe('what a server offers', () => {
  it('lists tools by title, then name, and leaves out what has no name', () => {
    const tools = readTools([
      { name: 'a', title: 'Tool A', inputSchema: { type: 'object', properties: { x: { type: 'string' } } } },
      { name: 'b', annotations: { title: 'Tool B' } },
      { title: 'nameless' },
      7,
    ]);
    expect(tools.map(({ id, title, kind }) => [id, title, kind])).toEqual([
      ['a', 'Tool A', 'tool'],
      ['b', 'Tool B', 'tool'],
    ]);
    expect(readTools('no list')).toEqual([]);
  });

  it('puts templates after resources and asks for their variables', () => {
    const [resource, template] = readResources(
      [{ uri: 'shop://catalog', name: 'catalog' }],
      [{ uriTemplate: 'shop://orders/{id}{?lang,page}', name: 'order' }],
    );
    expect(resource).toMatchObject({ kind: 'resource', uri: 'shop://catalog' });
    expect(
      template?.kind === 'template' && template.input.kind === 'object' && template.input.fields,
    ).toMatchObject([{ name: 'id', required: true }, { name: 'lang' }, { name: 'page' }]);
  });

  it('asks for the arguments of a prompt, required ones marked', () => {
    const [prompt] = readPrompts([
      { name: 'p', arguments: [{ name: 'who', required: true }, { name: 'tone' }] },
    ]);
    expect(prompt?.kind === 'prompt' && prompt.input.kind === 'object' && prompt.input.fields).toMatchObject([
      { name: 'who', required: true },
      { name: 'tone', required: false },
    ]);
  });

  // RFC 6570, section 3.2
  it.each([
    ['shop://orders/{id}', { id: 'a b/c' }, 'shop://orders/a%20b%2Fc'],
    ['file:///{+path}', { path: 'a/b c' }, 'file:///a/b%20c'],
    ['shop://find{?q,page}', { q: 'mug', page: '2' }, 'shop://find?q=mug&page=2'],
    ['shop://x{/a,b}', { a: '1', b: '2' }, 'shop://x/1/2'],
    ['shop://x{#part}', { part: 'top' }, 'shop://x#top'],
    ['shop://{a}{b}', { a: '1' }, 'shop://1'],
  ])('fills the template %s', (template, values, uri) => {
    expect(fillTemplate(template, values as Record<string, string>)).toBe(uri);
  });
});

describe('tokens', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('shows header and claims of a JWT, in UTF-8', () => {
    const jwt = `${part({ alg: 'ES256' })}.${part({ sub: 'Zoë' })}.sig`;
    expect(decodeJwt(jwt)).toEqual({ header: { alg: 'ES256' }, claims: { sub: 'Zoë' } });
  });

  it.each([
    'opaque',
    'a.b',
    'a.b.c.d.e',
    '⟦access token A⟧',
    `${part({})}.!!.x`,
    `${part([])}.${part({})}.x`,
  ])('does not take %s for a JWT', (text) => {
    expect(decodeJwt(text)).toBeUndefined();
  });

  it.each([
    [4_200, '5 s'],
    [249_000, '4 min 09 s'],
    [3_905_000, '1 h 05 min'],
    [200 * 3_600_000, '8 d 8 h'],
    [-5, '0 s'],
  ])('tells %d ms as %s', (length, text) => {
    const english: AppText = (key) => i18n.getFixedT('en', 'app')(key);
    expect(durationText(length, english)).toBe(text);
  });

  it('splits text at its masks and keeps the offsets', () => {
    expect(secretParts('Bearer ⟦access token A⟧, ⟦state B⟧')).toEqual([
      { kind: 'text', at: 0, text: 'Bearer ' },
      { kind: 'secret', at: 7, label: 'access token A' },
      { kind: 'text', at: 23, text: ', ' },
      { kind: 'secret', at: 25, label: 'state B' },
    ]);
    expect(secretParts('')).toEqual([]);
    expect(secretParts('⟦⟧ plain ⟦ open')).toEqual([{ kind: 'text', at: 0, text: '⟦⟧ plain ⟦ open' }]);
  });
});
