/** What a person typed as a target, judged before anything is asked of the engine. */
export type TargetUrl =
  | { readonly kind: 'good'; readonly url: string }
  | {
      readonly kind: 'bad';
      readonly problem: 'empty' | 'scheme' | 'missingScheme' | 'unparsable' | 'userinfo' | 'fragment';
      readonly values: Readonly<Record<string, string>>;
    };

const LOCAL = /^(localhost|127\.|\[::1\])/i;

function bad(
  problem: (TargetUrl & { kind: 'bad' })['problem'],
  values: Readonly<Record<string, string>> = {},
): TargetUrl {
  return { kind: 'bad', problem, values };
}

/** Judges the URL of a target. The URL stays as it was typed: the specification compares it byte for byte. */
export function judgeTargetUrl(typed: string): TargetUrl {
  const text = typed.trim();
  if (text === '') return bad('empty');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    const other = /^([a-z][a-z0-9+-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
    if (other !== undefined && other !== 'http' && other !== 'https')
      return bad('scheme', { scheme: `${other}:` });
    const suggestion = `${LOCAL.test(text) ? 'http' : 'https'}://${text.replace(/^(https?:)?\/*/i, '')}`;
    const host = URL.canParse(suggestion) ? new URL(suggestion).hostname : '';
    return host.includes('.') || LOCAL.test(host) ? bad('missingScheme', { suggestion }) : bad('unparsable');
  }
  if (scheme !== 'http' && scheme !== 'https') return bad('scheme', { scheme: `${scheme}:` });
  if (/\s/.test(text) || !URL.canParse(text)) return bad('unparsable');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return bad('userinfo');
  if (url.hash !== '') return bad('fragment', { fragment: url.hash });
  return { kind: 'good', url: text };
}
