// Who may speak to the host. Everything is checked on every request and on every upgrade.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { cookieName } from './cookie.ts';

export type Refusal = 'host' | 'origin' | 'site' | 'token';

const REMEDY =
  'Open the address that Keyhole printed when it started (it ends in ?token=…) by pasting it into the address bar.';

/** What a refused caller reads. Says nothing that a program without the token could use. */
export const REFUSALS: Readonly<Record<Refusal, string>> = {
  host: `Keyhole answers at 127.0.0.1 and localhost only, and this request names another host. ${REMEDY}`,
  origin: `Keyhole does not answer requests from other sites. ${REMEDY}`,
  site: `Keyhole cannot be opened by a link from another site. ${REMEDY}`,
  token: `This address is missing the token of the running Keyhole. ${REMEDY}`,
};

/** Why a request must be refused, or `undefined`. The cookie is not asked for on the load that brings the token. */
export function judgeRequest(
  request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  expected: { readonly port: number; readonly token: string; readonly cookie: boolean },
): Refusal | undefined {
  const { headers } = request;
  const hosts = [`127.0.0.1:${expected.port}`, `localhost:${expected.port}`];
  if (headers.host === undefined || !hosts.includes(headers.host) || isRepeated(request, 'host'))
    return 'host';
  // Also a same-origin check: a page of 127.0.0.1 has no business with localhost.
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 'origin';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'site';
  if (expected.cookie && !hasToken(headers.cookie, expected.port, expected.token)) return 'token';
  return undefined;
}

/** Compares without telling by its time how much was right. */
export function sameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hasToken(header: string | undefined, port: number, token: string): boolean {
  const start = `${cookieName(port)}=`;
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .some((part) => part.startsWith(start) && sameSecret(part.slice(start.length), token));
}

/** Node keeps the first of two `Host` lines; which one another reader would take is not for us to guess. */
function isRepeated(request: Pick<IncomingMessage, 'rawHeaders'>, name: string): boolean {
  return (
    request.rawHeaders.filter((entry, index) => index % 2 === 0 && entry.toLowerCase() === name).length > 1
  );
}
