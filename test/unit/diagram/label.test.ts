import { describe, expect, it } from 'vitest';
import { originOf, pathOf, requestLabel, rpcMethodOf } from '../../../shared/diagram/label.ts';

describe('labels of requests', () => {
  it.each([
    ['https://h.example', '/'],
    ['https://h.example/', '/'],
    ['https://h.example/a/b', '/a/b'],
    ['https://h.example/a?x=1#f', '/a?…'],
    ['https://h.example?x=1', '/?…'],
    ['https://h.example/a?', '/a'],
    ['not a url', 'not a url'],
    ['', ''],
  ])('shows %s as %s', (url, label) => {
    expect(pathOf(url)).toBe(label);
  });

  it('keeps the origin as it was written', () => {
    expect(originOf('HTTPS://H.example:443/a')).toBe('HTTPS://H.example:443');
    expect(originOf('nothing')).toBe('');
  });

  it('names the MCP method from the header before the body', () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
    const request = {
      method: 'POST',
      url: 'https://h/mcp',
      headers: [['Mcp-Method', 'tools/call']] as const,
      body,
    };
    expect(rpcMethodOf(request)).toBe('tools/call');
    expect(requestLabel({ ...request, headers: [] })).toBe('POST /mcp · tools/list');
  });

  it.each([
    ['a form', 'grant_type=x'],
    ['broken JSON', '{"jsonrpc":'],
    ['JSON that is no call', '{"method":"tools/list"}'],
    ['a method that is no text', '{"jsonrpc":"2.0","method":7}'],
  ])('names no MCP method for %s', (_, body) => {
    expect(rpcMethodOf({ method: 'POST', url: 'https://h', headers: [], body })).toBeUndefined();
  });
});
