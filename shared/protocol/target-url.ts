// What a person types as the address of an MCP server: judged in one place, said in the words of each host.

/** Why an address cannot be used. */
export type TargetProblem = 'empty' | 'scheme' | 'unparsable' | 'userinfo' | 'fragment';

/** What a person typed as a target, judged before anything is sent. */
export type TargetUrl =
  /** As it was typed, or with the scheme that was forgotten. */
  | { readonly kind: 'good'; readonly url: string }
  | {
      readonly kind: 'bad';
      readonly problem: TargetProblem;
      readonly values: Readonly<Record<string, string>>;
    };

/** A host of this machine, as it is typed at the beginning of an address. */
const LOCAL = /^(localhost|127(\.\d+){1,3}|\[::1\])(:|\/|\?|$)/i;
/** `shop:3000`, `shop/mcp`, `shop.example`: what tells an address from a word. */
const ADDRESS = /^(\[[\da-f:.]+\]|[\w.-]+)(?:\.\w|:\d|\/|\?)/i;

function bad(problem: TargetProblem, values: Readonly<Record<string, string>> = {}): TargetUrl {
  return { kind: 'bad', problem, values };
}

function judgeWithScheme(text: string): TargetUrl {
  if (/\s/.test(text) || !URL.canParse(text)) return bad('unparsable');
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return bad('scheme', { scheme: protocol });
  if (username !== '' || password !== '') return bad('userinfo');
  const fragment = text.indexOf('#');
  return fragment === -1 ? { kind: 'good', url: text } : bad('fragment', { fragment: text.slice(fragment) });
}

/**
 * Judges the URL of a target. It stays as it was typed, for the specification compares it byte for byte; only surrounding
 * space and a forgotten scheme are mended.
 */
export function judgeTargetUrl(typed: string): TargetUrl {
  const text = typed.trim();
  if (text === '') return bad('empty');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    return scheme === 'http' || scheme === 'https'
      ? judgeWithScheme(text)
      : bad('scheme', { scheme: `${scheme}:` });
  }
  // `localhost:3000/mcp` parses as a URL with the scheme "localhost:"; nobody means that.
  const other = /^([a-z][a-z0-9+-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
  if (other !== undefined && other !== 'http' && other !== 'https')
    return bad('scheme', { scheme: `${other}:` });
  const address = text.replace(/^(https?:)?\/*/i, '');
  if (!LOCAL.test(address) && !ADDRESS.test(address)) return bad('unparsable');
  return judgeWithScheme(`${LOCAL.test(address) ? 'http' : 'https'}://${address}`);
}
