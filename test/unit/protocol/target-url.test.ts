import { describe, expect, it } from 'vitest';
import { judgeTargetUrl } from '../../../shared/protocol/target-url.ts';

describe('the URL of a target', () => {
  it.each([
    'https://shop.example/mcp',
    'http://127.0.0.1:3000/mcp',
    'http://[::1]:3000/',
    'https://shop.example/mcp?tenant=7',
    'HTTPS://Shop.Example/MCP/',
  ])('takes %s byte for byte', (url) => {
    expect(judgeTargetUrl(`  ${url} `)).toEqual({ kind: 'good', url });
  });

  it.each([
    ['shop.example/mcp', 'https://shop.example/mcp'],
    ['localhost:3000/mcp', 'http://localhost:3000/mcp'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['//shop.example/mcp', 'https://shop.example/mcp'],
    ['https:/shop.example/mcp', 'https://shop.example/mcp'],
    ['shop:3000/mcp', 'https://shop:3000/mcp'],
    ['localhost.example/mcp', 'https://localhost.example/mcp'],
  ])('takes %s with the scheme that was forgotten: %s', (typed, url) => {
    expect(judgeTargetUrl(typed)).toEqual({ kind: 'good', url });
  });

  it.each([
    ['', 'empty', {}],
    ['   ', 'empty', {}],
    ['alice:secret@shop.example/', 'scheme', { scheme: 'alice:' }],
    ['alice@shop.example/', 'unparsable', {}],
    ['shop.example/mcp#tools', 'fragment', { fragment: '#tools' }],
    ['https://shop.example/mcp#', 'fragment', { fragment: '#' }],
    ['shop', 'unparsable', {}],
    ['ftp://shop.example/', 'scheme', { scheme: 'ftp:' }],
    ['javascript:alert(1)', 'scheme', { scheme: 'javascript:' }],
    ['file:///etc/hosts', 'scheme', { scheme: 'file:' }],
    ['not a url', 'unparsable', {}],
    ['https://', 'unparsable', {}],
    ['https://shop.example/a b', 'unparsable', {}],
    ['https://alice:secret@shop.example/', 'userinfo', {}],
    ['https://shop.example/mcp#tools', 'fragment', { fragment: '#tools' }],
  ])('refuses “%s” because of: %s', (typed, problem, values) => {
    expect(judgeTargetUrl(typed)).toEqual({ kind: 'bad', problem, values });
  });
});
