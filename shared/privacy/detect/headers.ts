// Header lines, each by its own grammar: credentials (RFC 9110 §11), cookies (RFC 6265), the addresses of clients.

import { isPublicIpv4, isPublicIpv6 } from '../checks/ip-address.ts';
import { isCredentialHeader } from '../secret-names.ts';
import { readCookies } from './cookies.ts';
import { readText } from './free-text.ts';
import { readAuthorization } from './labels.ts';
import { isPlaceholder } from './placeholders.ts';
import type { Claim, Scan } from './scan.ts';
import { meaningOf, NO_MEANING } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { readValue } from './value.ts';

function claimOf(of: Claim['class'], name: string): Claim {
  return {
    class: of,
    detector: `header:${name}`,
    confidence: 'certain',
    why: `the value of the header ${name}`,
  };
}

function readAddresses(scan: Scan, surface: Surface, from: number, to: number, name: string): void {
  for (const found of surface.text.slice(from, to).matchAll(/[\da-fA-F:.]{3,45}/g)) {
    const address = found[0].replace(/(?<=\.\d{1,3}):\d+$/, '');
    if (!isPublicIpv4(address) && !isPublicIpv6(address)) continue;
    scan.add(surface, from + found.index, from + found.index + address.length, claimOf('ip-address', name));
  }
}

/** Reads the value [from, to) of a header line. */
export function readHeader(scan: Scan, surface: Surface, from: number, to: number, header: string): void {
  const name = header.toLowerCase();
  const { text } = surface;
  switch (name) {
    case 'authorization':
    case 'proxy-authorization': {
      const scheme = /^[\w-]{1,20}(?= )/.exec(text.slice(from, from + 24))?.[0] ?? '';
      const value = text.slice(from + scheme.length, to).trim();
      const start = to - value.length;
      if (value === '' || isPlaceholder(value)) return readText(scan, surface, from, to, NO_MEANING);
      const basic = scheme.toLowerCase() === 'basic';
      if (basic && readAuthorization(scan, surface, 'basic', from + scheme.length, to) !== undefined)
        return undefined;
      return scan.add(
        surface,
        start,
        to,
        claimOf(basic ? 'password' : scheme === '' ? 'credential' : 'token', name),
      );
    }
    case 'cookie':
      return readCookies(scan, surface, from, to, false);
    case 'set-cookie':
      return readCookies(scan, surface, from, to, true);
    case 'mcp-session-id':
      if (isPlaceholder(text.slice(from, to))) return readText(scan, surface, from, to, NO_MEANING);
      return scan.add(surface, from, to, claimOf('token', name));
    case 'x-forwarded-for':
    case 'x-real-ip':
    case 'forwarded':
    case 'cf-connecting-ip':
    case 'true-client-ip':
    case 'x-client-ip':
      return readAddresses(scan, surface, from, to, name);
    case 'www-authenticate':
    case 'date':
    case 'etag':
    case 'traceparent':
    case 'last-event-id':
      return readText(scan, surface, from, to, { ...NO_MEANING, identifying: true });
    default:
      if (isCredentialHeader(name) && !isPlaceholder(text.slice(from, to))) {
        return scan.add(surface, from, to, claimOf('credential', name));
      }
      return readValue(scan, surface, from, to, meaningOf(name));
  }
}
