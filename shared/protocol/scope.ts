// Scope sets: space-separated, case-sensitive tokens (RFC 6749 §3.3).

/** The tokens of a scope string, in order, without repetition. */
export function scopeTokens(scope: string | undefined): string[] {
  return [...new Set((scope ?? '').split(/[ \t]+/).filter((token) => token !== ''))];
}

/** Everything of `a`, then what `b` adds (MCP 2026-07-28, "Step-Up Authorization Flow"). */
export function scopeUnion(...scopes: readonly (string | undefined)[]): string {
  return [...new Set(scopes.flatMap((scope) => scopeTokens(scope)))].join(' ');
}

/** Tokens of `b` that `a` lacks. */
export function scopesMissing(a: string | undefined, b: string | undefined): string[] {
  const have = new Set(scopeTokens(a));
  return scopeTokens(b).filter((token) => !have.has(token));
}

/** True when a text can be one token of a scope. */
export function isScopeToken(text: string): boolean {
  return /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(text);
}
