// What may leave the program for the system's browser. The system opens any scheme it has a handler for, programs included.

/** The URL as it may be opened outside, or `undefined`: only http and https, and nothing that does not parse. */
export function externalUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined;
  return url.href;
}
