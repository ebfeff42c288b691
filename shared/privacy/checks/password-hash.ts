// Password hashes that name their own algorithm: modular crypt, PHC strings, Django, Werkzeug, LDAP.

interface HashFormat {
  readonly name: string;
  readonly opening: string;
  /** Anchored at the opening; every part is bounded or of one class, so that nothing is tried twice. */
  readonly pattern: RegExp;
}

const FORMATS: readonly HashFormat[] = [
  { name: 'bcrypt', opening: '$2', pattern: /\$2[abxy]?\$\d\d\$[./A-Za-z\d]{53}/y },
  {
    name: 'argon2',
    opening: '$argon2',
    pattern:
      /\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,5},p=\d{1,4}\$[A-Za-z\d+/]{8,128}\$[A-Za-z\d+/]{16,256}/y,
  },
  {
    name: 'scrypt',
    opening: '$scrypt$',
    pattern: /\$scrypt\$ln=\d{1,2},r=\d{1,3},p=\d{1,3}\$[\w+/=.-]{8,128}\$[\w+/=.-]{16,256}/y,
  },
  { name: 'scrypt', opening: '$7$', pattern: /\$7\$[./A-Za-z\d]{11,64}\$[./A-Za-z\d]{43}/y },
  {
    name: 'pbkdf2',
    opening: '$pbkdf2',
    pattern: /\$pbkdf2(?:-sha\d{1,3})?\$\d{1,9}\$[\w./+-]{4,128}\$[\w./+-]{16,256}/y,
  },
  {
    name: 'SHA-crypt',
    opening: '$5$',
    pattern: /\$5\$(?:rounds=\d{1,9}\$)?[./A-Za-z\d]{1,16}\$[./A-Za-z\d]{43}/y,
  },
  {
    name: 'SHA-crypt',
    opening: '$6$',
    pattern: /\$6\$(?:rounds=\d{1,9}\$)?[./A-Za-z\d]{1,16}\$[./A-Za-z\d]{86}/y,
  },
  { name: 'MD5-crypt', opening: '$1$', pattern: /\$1\$[./A-Za-z\d]{1,8}\$[./A-Za-z\d]{22}/y },
  { name: 'MD5-crypt', opening: '$apr1$', pattern: /\$apr1\$[./A-Za-z\d]{1,8}\$[./A-Za-z\d]{22}/y },
  {
    name: 'yescrypt',
    opening: '$y$',
    pattern: /\$y\$[./A-Za-z\d]{1,16}\$[./A-Za-z\d]{1,86}\$[./A-Za-z\d]{43}/y,
  },
  { name: 'phpass', opening: '$P$', pattern: /\$P\$[./A-Za-z\d]{31}/y },
  { name: 'Drupal', opening: '$S$', pattern: /\$S\$[./A-Za-z\d]{52}/y },
  {
    name: 'PBKDF2 of Django',
    opening: 'pbkdf2_sha',
    pattern: /pbkdf2_sha\d{1,3}\$\d{1,9}\$[\w./+-]{4,64}\$[A-Za-z\d+/]{26,128}={0,2}/y,
  },
  {
    name: 'bcrypt of Django',
    opening: 'bcrypt_sha256$',
    pattern: /bcrypt_sha256\$\$2[abxy]\$\d\d\$[./A-Za-z\d]{53}/y,
  },
  {
    name: 'argon2 of Django',
    opening: 'argon2$argon2',
    pattern:
      /argon2\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,5},p=\d{1,4}\$[A-Za-z\d+/]{8,128}\$[A-Za-z\d+/]{16,256}/y,
  },
  {
    name: 'scrypt of Werkzeug',
    opening: 'scrypt:',
    pattern: /scrypt:\d{1,7}:\d{1,3}:\d{1,3}\$[A-Za-z\d]{4,64}\$[\da-f]{64,128}/y,
  },
  {
    name: 'PBKDF2 of Werkzeug',
    opening: 'pbkdf2:sha',
    pattern: /pbkdf2:sha\d{1,3}(?::\d{1,9})?\$[A-Za-z\d]{4,64}\$[\da-f]{40,128}/y,
  },
  {
    name: 'LDAP',
    opening: '{S',
    pattern: /\{S(?:SHA|SHA256|SHA384|SHA512|MD5|HA)\}[A-Za-z\d+/]{27,128}={0,2}/y,
  },
  { name: 'LDAP', opening: '{CRYPT}', pattern: /\{CRYPT\}\$[\w./$=,+-]{20,256}/y },
];

const BY_PAIR: ReadonlyMap<number, readonly HashFormat[]> = Map.groupBy(
  FORMATS,
  ({ opening }) => (opening.charCodeAt(0) << 7) | opening.charCodeAt(1),
);

/** The first two characters of every format. */
export const HASH_PAIRS: readonly number[] = [...BY_PAIR.keys()];

/** The hash that begins at `at`, or `undefined`. */
export function passwordHashAt(
  text: string,
  at: number,
): { readonly end: number; readonly name: string } | undefined {
  for (const { name, opening, pattern } of BY_PAIR.get(
    (text.charCodeAt(at) << 7) | text.charCodeAt(at + 1),
  ) ?? []) {
    if (!text.startsWith(opening, at)) continue;
    pattern.lastIndex = at;
    if (pattern.test(text)) return { end: pattern.lastIndex, name };
  }
  return undefined;
}

/** Whether a text is a digest in hex or Base64 of a usual length: only its name can say of what. */
export function isDigest(text: string): boolean {
  if (/^[\da-f]+$/i.test(text)) return [32, 40, 48, 56, 64, 96, 128].includes(text.length);
  return /^[A-Za-z\d+/_-]{27,88}={0,2}$/.test(text) && /\d/.test(text);
}
