import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAppUrl } from '../../../electron/shell/app-url.ts';
import { externalUrl } from '../../../electron/shell/external-url.ts';

describe('an address that may leave the program', () => {
  test.each([
    ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ['HTTPS://EXAMPLE.com', 'https://example.com/'],
    [' https://example.com/ ', 'https://example.com/'],
  ])('is %j', (text, url) => {
    expect(externalUrl(text)).toBe(url);
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'app://keyhole/',
    'ms-msdt:/id',
    'smb://server/share',
    'mailto:a@example.com',
    'blob:https://example.com/x',
    'https://',
    '//example.com',
    'example.com',
    '',
  ])('is not %j', (text) => {
    expect(externalUrl(text)).toBeUndefined();
  });

  test('is always http or https, whatever text is given', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.constantFrom('', 'http', 'https:', 'file:', 'javascript:', ' h'), fc.string())
          .map((parts) => parts.join('')),
        (text) => {
          const url = externalUrl(text);
          return url === undefined || url.startsWith('http://') || url.startsWith('https://');
        },
      ),
    );
  });
});

describe('an address of our own page', () => {
  test.each(['app://keyhole/', 'app://keyhole', 'app://keyhole/assets/x.js?y#z', 'APP://keyhole/'])(
    'is %j',
    (url) => {
      expect(isAppUrl(url)).toBe(true);
    },
  );

  test.each([
    'app://keyhole.example/',
    'app://other/',
    'app://keyhole:1/',
    'app://a@keyhole/',
    'app://keyhole@other/',
    'app:keyhole',
    'https://keyhole/',
    'blob:app://keyhole/x',
    'null',
    '',
  ])('is not %j', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });
});
