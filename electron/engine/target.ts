import { KeyholeError } from '../../shared/contract.ts';

/**
 * Reads what a person typed as the address of an MCP server. Kept as typed, for `resource` is compared byte by byte;
 * only surrounding space and a forgotten scheme are mended.
 * @throws KeyholeError `bad-input` with a sentence that names the input and the remedy
 */
export function readTarget(typed: string): string {
  const text = typed.trim();
  if (text === '')
    throw new KeyholeError(
      'bad-input',
      'Enter the URL of an MCP server, for instance https://example.com/mcp.',
    );
  // `localhost:3000/mcp` parses as a URL with the scheme "localhost:"; nobody means that.
  const schemeless =
    /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?(\/|\?|$)/i.test(text) && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const local = /^(localhost|127(\.\d+){1,3}|\[::1\])(:|\/|\?|$)/i.test(text);
  const url = schemeless ? `${local ? 'http' : 'https'}://${text}` : text;
  if (!URL.canParse(url)) {
    throw new KeyholeError('bad-input', `"${text}" is not a URL. Write it like https://example.com/mcp.`);
  }
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
    throw new KeyholeError(
      'bad-input',
      `"${text}" uses the scheme "${parsed.protocol.slice(0, -1)}". An MCP server is reached over https, or http on this machine.`,
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new KeyholeError(
      'bad-input',
      'The URL carries a user name or password. Leave it out and use the settings for credentials.',
    );
  }
  if (text.includes('#'))
    throw new KeyholeError('bad-input', `"${text}" has a fragment (#…), which is never sent. Leave it out.`);
  return url;
}
