// Cookies of one sign-in that Keyhole follows by itself: as much of RFC 6265 as redirects between a few hosts need.

import { parseCookie } from 'undici';
import type { HeaderLine } from '../../../shared/trace/event.ts';

interface Kept {
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  readonly name: string;
  readonly value: string;
}

/** Lives for one sign-in and forgets everything after it. Cookies go back to the very host that set them. */
export class CookieJar {
  #kept: Kept[] = [];

  /** Takes the `Set-Cookie` lines of a response. */
  take(url: string, headers: readonly HeaderLine[]): void {
    const { hostname: host, pathname } = new URL(url);
    for (const [header, line] of headers) {
      if (header.toLowerCase() !== 'set-cookie') continue;
      const cookie = parseCookie(line);
      if (!cookie || (cookie.name === '' && cookie.value === '')) continue;
      const path = cookie.path?.startsWith('/') ? cookie.path : pathname.replace(/\/[^/]*$/, '') || '/';
      this.#kept = this.#kept.filter((k) => k.host !== host || k.path !== path || k.name !== cookie.name);
      const ended =
        (cookie.maxAge !== undefined && cookie.maxAge <= 0) ||
        (cookie.expires !== undefined && Number(cookie.expires) <= Date.now());
      if (!ended)
        this.#kept.push({
          host,
          path,
          secure: cookie.secure ?? false,
          name: cookie.name,
          value: cookie.value,
        });
    }
  }

  /** The `Cookie` line for a request, if any. */
  lineFor(url: string): HeaderLine[] {
    const { hostname, pathname, protocol } = new URL(url);
    const fits = this.#kept.filter(
      ({ host, path, secure }) =>
        host === hostname &&
        (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
        (!secure || protocol === 'https:'),
    );
    return fits.length === 0
      ? []
      : [['cookie', fits.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ')]];
  }
}
