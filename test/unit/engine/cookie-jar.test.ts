// Cookies of a sign-in that Keyhole follows by itself.

import { describe, expect, test } from 'vitest';
import { CookieJar } from '../../../electron/engine/flow/cookie-jar.ts';
import type { HeaderLine } from '../../../shared/trace/event.ts';

const set = (...lines: readonly string[]): HeaderLine[] => lines.map((line) => ['Set-Cookie', line]);

function jarWith(url: string, ...lines: readonly string[]): CookieJar {
  const jar = new CookieJar();
  jar.take(url, set(...lines));
  return jar;
}

describe('a cookie', () => {
  test('goes back to the host that set it, with its value as it was', () => {
    const jar = jarWith(
      'https://as.example/login',
      'sid=a=b"c%20; Path=/; HttpOnly; Secure',
      'theme=dark; Path=/',
    );
    expect(jar.lineFor('https://as.example/authorize')).toEqual([['cookie', 'sid=a=b"c%20; theme=dark']]);
  });

  test.each<[line: string, url: string, sent: boolean]>([
    ['a=1; Path=/', 'https://as.example/x', true],
    ['a=1; Path=/', 'https://other.example/x', false],
    ['a=1; Path=/; Domain=example', 'https://other.example/x', false],
    ['a=1; Path=/', 'https://sub.as.example/x', false],
    ['a=1; Path=/', 'https://as.example:8443/x', true],
    ['a=1; Path=/; Secure', 'http://as.example/x', false],
    ['a=1; Path=/', 'http://as.example/x', true],
    ['a=1; Path=/auth', 'https://as.example/auth', true],
    ['a=1; Path=/auth', 'https://as.example/auth/x', true],
    ['a=1; Path=/auth', 'https://as.example/authorize', false],
    ['a=1; Path=/auth/', 'https://as.example/auth/x', true],
    ['a=1', 'https://as.example/login/next', true],
    ['a=1', 'https://as.example/other', false],
    ['a=1; Path=odd', 'https://as.example/login/x', true],
    ['a=1; Path=/; Max-Age=0', 'https://as.example/', false],
    ['a=1; Path=/; Max-Age=-1', 'https://as.example/', false],
    ['a=1; Path=/; Max-Age=60', 'https://as.example/', true],
    ['a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'https://as.example/', false],
    ['a=1; Path=/; Expires=Fri, 01 Jan 2100 00:00:00 GMT', 'https://as.example/', true],
    ['', 'https://as.example/login/x', false],
  ])('set as %j is sent to %s: %s', (line, url, sent) => {
    expect(jarWith('https://as.example/login/page', line).lineFor(url)).toEqual(
      sent ? [['cookie', 'a=1']] : [],
    );
  });

  test('replaces the one of the same name and path, and is taken away by one that has ended', () => {
    const jar = jarWith('https://as.example/', 'a=1; Path=/', 'a=2; Path=/', 'a=3; Path=/x');
    expect(jar.lineFor('https://as.example/x')).toEqual([['cookie', 'a=2; a=3']]);
    jar.take('https://as.example/', set('a=; Path=/; Max-Age=0'));
    expect(jar.lineFor('https://as.example/x')).toEqual([['cookie', 'a=3']]);
    expect(jar.lineFor('https://as.example/')).toEqual([]);
  });

  test('without a name goes back without one (RFC 6265bis §5.7)', () => {
    expect(jarWith('https://as.example/', 'lonely; Path=/').lineFor('https://as.example/')).toEqual([
      ['cookie', 'lonely'],
    ]);
  });

  test('is read from Set-Cookie only, in any case', () => {
    const jar = new CookieJar();
    jar.take('https://as.example/', [
      ['Cookie', 'a=1'],
      ['SET-COOKIE', 'b=2; Path=/'],
      ['x', 'c=3'],
    ]);
    expect(jar.lineFor('https://as.example/')).toEqual([['cookie', 'b=2']]);
  });
});
