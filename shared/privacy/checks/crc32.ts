// The check that GitHub and npm append to their tokens.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xed_b8_83_20 : crc >>> 1;
  return crc;
});
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function crc32(text: string): number {
  let crc = 0xff_ff_ff_ff;
  for (let at = 0; at < text.length; at += 1) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ text.charCodeAt(at)) & 0xff] ?? 0);
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

/**
 * Whether the last six characters are the CRC-32 of those before them, in base 62.
 * @see "Behind GitHub's new authentication token formats", 2021
 */
export function hasTokenChecksum(body: string): boolean {
  let value = 0;
  for (const letter of body.slice(-6)) value = value * 62 + BASE62.indexOf(letter);
  return value === crc32(body.slice(0, -6));
}
