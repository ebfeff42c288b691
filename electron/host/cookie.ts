// The cookie that carries the token after the first page load.

/** Cookies know no ports: the name keeps two Keyholes of one browser apart. */
export function cookieName(port: number): string {
  return `keyhole-${port}`;
}

/** The value of `Set-Cookie`. A cookie of the browser's session: the token ends with the run anyway. */
export function tokenCookie(port: number, token: string): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`;
}
