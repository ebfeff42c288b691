// The address of our own page. Node does not know the scheme, so `new URL(…).origin` would say "null": we compare parts.

/** The scheme that only this program serves, from the built interface and nothing else. */
export const APP_SCHEME = 'app';
/** The one host of that scheme. */
const APP_HOST = 'keyhole';
/** The origin of the page, as Chromium writes it. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
/** What the window shows. */
export const PAGE_URL = `${APP_ORIGIN}/`;

/** Whether a URL (or an origin) is part of our own page. */
export function isAppUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '';
}
