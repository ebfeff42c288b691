// IP addresses that lead to somebody: not loopback, private, link-local, unspecified, multicast.

function isPublicV4(parts: readonly number[]): boolean {
  const [a = 0, b = 0] = parts;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 172 && b >= 16 && b <= 31) return false;
  if ((a === 192 && b === 168) || (a === 169 && b === 254)) return false;
  if (a === 198 && (b === 18 || b === 19)) return false;
  return !(a === 100 && b >= 64 && b <= 127);
}

/** Whether a text is an IPv4 address in the public range. */
export function isPublicIpv4(text: string): boolean {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return false;
  }
  return isPublicV4(parts.map(Number));
}

/** Whether a text is a global unicast IPv6 address (RFC 4291 §2.5.4: 2000::/3), documentation included. */
export function isPublicIpv6(text: string): boolean {
  if (!/^[23][\da-f]{3}:[\da-f:]{2,35}$/i.test(text) || text.includes(':::')) return false;
  const halves = text.split('::');
  const groups = text.split(':').filter((group) => group !== '');
  if (halves.length > 2 || groups.some((group) => group.length > 4)) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
