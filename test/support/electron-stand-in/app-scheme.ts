// `app://keyhole/x` here, `https://keyhole.app-scheme.invalid/x` in Chromium. The name can never exist in the DNS.

const SUFFIX = '.app-scheme.invalid';

/** An address as Chromium is given it. */
export function outward(url: string): string {
  const match = /^app:\/\/([^/?#]+)(.*)$/.exec(url);
  return match ? `https://${match[1]}${SUFFIX}${match[2] || '/'}` : url;
}

/** An address as the shell is shown it. */
export function inward(url: string): string {
  const { protocol, hostname, origin } = URL.parse(url) ?? {};
  if (protocol !== 'https:' || origin === undefined || !hostname?.endsWith(SUFFIX)) return url;
  return `app://${hostname.slice(0, -SUFFIX.length)}${url.slice(origin.length)}`;
}

/** The origin of a frame as Electron serializes it. */
export function originOf(frameUrl: string): string {
  const url = URL.parse(inward(frameUrl));
  if (url === null) return 'null';
  // Node gives no origin to a scheme it does not know, while Electron does when it is registered as standard.
  return url.protocol === 'app:' ? `app://${url.host}` : url.origin;
}
