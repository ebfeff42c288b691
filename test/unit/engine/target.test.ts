// What a person may type as the address of a server.

import { describe, expect, test } from 'vitest';
import { readTarget } from '../../../electron/engine/target.ts';
import { KeyholeError } from '../../../shared/contract.ts';

describe('an address', () => {
  test.each([
    ['https://a.example/mcp', 'https://a.example/mcp'],
    ['  https://a.example/mcp\n', 'https://a.example/mcp'],
    ['https://A.example/MCP/', 'https://A.example/MCP/'],
    ['http://127.0.0.1:3000/mcp?x=1', 'http://127.0.0.1:3000/mcp?x=1'],
    ['a.example/mcp', 'https://a.example/mcp'],
    ['a.example', 'https://a.example'],
    ['a.example:8443/mcp', 'https://a.example:8443/mcp'],
    ['localhost:3000/mcp', 'http://localhost:3000/mcp'],
    ['localhost', 'http://localhost'],
    ['LOCALHOST:3000', 'http://LOCALHOST:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['localhost.example/mcp', 'https://localhost.example/mcp'],
    ['[::1]:3000/mcp', 'http://[::1]:3000/mcp'],
  ])('%j is read as %s', (typed, url) => {
    expect(readTarget(typed)).toBe(url);
  });

  test.each([
    ['', 'Enter the URL of an MCP server, for instance https://example.com/mcp.'],
    ['   ', 'Enter the URL of an MCP server'],
    ['not a url', '"not a url" is not a URL. Write it like https://example.com/mcp.'],
    ['https://', '"https://" is not a URL.'],
    ['https://a b/mcp', '"https://a b/mcp" is not a URL.'],
    ['a.example:99999', '"a.example:99999" is not a URL.'],
    ['javascript:alert(1)', 'uses the scheme "javascript"'],
    ['file:///etc/passwd', 'uses the scheme "file"'],
    ['ftp://a.example', 'uses the scheme "ftp"'],
    ['ws://a.example/mcp', 'uses the scheme "ws"'],
    ['mailto:a@b.example', 'uses the scheme "mailto"'],
    ['https://me:pw@a.example/mcp', 'carries a user name or password'],
    ['https://me@a.example/mcp', 'carries a user name or password'],
    ['https://a.example/mcp#x', 'has a fragment'],
    ['https://a.example/mcp#', 'has a fragment'],
    ['npx some-server', '"npx some-server" is not a URL.'],
  ])('%j is refused in a sentence', (typed, words) => {
    let error: unknown;
    try {
      readTarget(typed);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(KeyholeError);
    if (!(error instanceof KeyholeError)) return;
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/\.$/);
    expect(error.message).not.toContain('pw');
  });
});
