/**
 * Parameters of an authorization response, from the query of the URL the browser ended on.
 * @see RFC 6749 §4.1.2
 */
export function callbackParameters(url: string): URLSearchParams {
  // Most URLs that are looked at have no query, and a parser is slow.
  if (!url.includes('?')) return new URLSearchParams();
  return URL.parse(url)?.searchParams ?? new URLSearchParams();
}
