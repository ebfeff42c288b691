import { describe, expect, it } from 'vitest';
import { diffDraft } from '../../../renderer/features/flow/draft/draft-diff.ts';
import {
  bodyWarning,
  closeDraft,
  draftFault,
  newRow,
  openDraft,
} from '../../../renderer/features/flow/draft/draft-model.ts';
import type { RequestContent } from '../../../shared/trace/event.ts';

const form: RequestContent = {
  method: 'POST',
  url: 'https://h/token?x=%7E',
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: 'code=⟦code A⟧&resource=https://h/mcp',
};
const json: RequestContent = {
  method: 'POST',
  url: 'https://h/register',
  headers: [['Content-Type', 'application/json']],
  body: '{"redirect_uris":["http://127.0.0.1:1/cb"],"client_name":"Keyhole"}',
};

describe('editing a draft', () => {
  it.each([form, json, { method: 'GET', url: 'https://h/a?b=%20&c', headers: [] }])(
    'gives back the same bytes when nothing was touched: $url',
    (request) => {
      expect(closeDraft(openDraft(request), request)).toEqual(request);
    },
  );

  it('writes a changed parameter into the URL, and keeps masks', () => {
    const model = openDraft({
      method: 'GET',
      url: 'https://h/a?redirect_uri=x&state=⟦state A⟧',
      headers: [],
    });
    const parameters = model.parameters.map((row) =>
      row.name === 'redirect_uri' ? { ...row, value: 'http://e/ ?' } : row,
    );
    expect(closeDraft({ ...model, parameters }, form).url).toBe(
      'https://h/a?redirect_uri=http%3A%2F%2Fe%2F+%3F&state=⟦state A⟧',
    );
  });

  it('writes a form anew only when it was touched', () => {
    const model = openDraft(form);
    if (model.body.kind !== 'form') throw new Error('not a form');
    const rows = [...model.body.rows, newRow('extra', 'a b')];
    expect(closeDraft({ ...model, body: { kind: 'form', rows } }, form).body).toBe(
      'code=⟦code A⟧&resource=https%3A%2F%2Fh%2Fmcp&extra=a+b',
    );
  });

  it('keeps the order in which headers stand', () => {
    const model = openDraft({ ...json, headers: [...json.headers, ['A', '1'], ['A', '2']] });
    const headers = model.headers.toReversed();
    expect(closeDraft({ ...model, headers }, json).headers).toEqual([
      ['A', '2'],
      ['A', '1'],
      ['Content-Type', 'application/json'],
    ]);
  });

  it('lets a body that is no JSON be sent, with a warning', () => {
    const model = openDraft(json);
    expect(bodyWarning(model)).toBeUndefined();
    expect(bodyWarning({ ...model, body: { kind: 'json', text: '{' } })).toContain('JSON');
  });
});

describe('what cannot be sent', () => {
  it.each([
    ['an empty method', { ...json, method: '' }, 'method'],
    ['two words as a method', { ...json, method: 'GET /x' }, 'method'],
    ['a URL that does not parse', { ...json, url: 'h/register' }, 'url'],
    ['a script address', { ...json, url: 'javascript:alert(1)' }, 'scheme'],
    ['a header name with a space', { ...json, headers: [['a b', '1']] as const }, 'header-name'],
    ['a line break in a header', { ...json, headers: [['a', '1\r\nb: 2']] as const }, 'header-value'],
  ])('is %s', (_, request, kind) => {
    expect(draftFault(request)).toMatchObject({ kind });
  });

  it('is nothing in a draft as built', () => {
    expect([form, json].map(draftFault)).toEqual([undefined, undefined]);
  });
});

describe('what an edit changed', () => {
  it('is nothing when nothing differs', () => {
    expect(diffDraft(form, { ...form })).toEqual([]);
  });

  it('names parameters, headers and form fields, added and taken out', () => {
    const after: RequestContent = {
      ...form,
      url: 'https://h/token?y=1',
      headers: [...form.headers, ['X-Debug', 'on']],
      body: 'code=stolen',
    };
    expect(diffDraft(form, after)).toEqual([
      { at: { in: 'request-url', parameter: 'x' }, name: 'x', before: '~', after: undefined },
      { at: { in: 'request-url', parameter: 'y' }, name: 'y', before: undefined, after: '1' },
      { at: { in: 'request-header', name: 'X-Debug' }, name: 'X-Debug', before: undefined, after: 'on' },
      { at: { in: 'request-body', path: '/code' }, name: 'code', before: '⟦code A⟧', after: 'stolen' },
      {
        at: { in: 'request-body', path: '/resource' },
        name: 'resource',
        before: 'https://h/mcp',
        after: undefined,
      },
    ]);
  });

  it('names a JSON member by its pointer, whatever the layout of the text', () => {
    const after = {
      ...json,
      body: '{\n "redirect_uris": ["http://evil.example/cb"],\n "client_name": "Keyhole"\n}',
    };
    expect(diffDraft(json, after)).toEqual([
      {
        at: { in: 'request-body', path: '/redirect_uris/0' },
        name: '/redirect_uris/0',
        before: '"http://127.0.0.1:1/cb"',
        after: '"http://evil.example/cb"',
      },
    ]);
  });

  it('shows the whole body when it is no JSON any more', () => {
    expect(diffDraft(json, { ...json, body: 'oops' })).toMatchObject([{ before: json.body, after: 'oops' }]);
  });
});
