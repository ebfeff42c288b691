import { describe, expect, test } from 'vitest';
import { hasTokenChecksum } from '../../../../shared/privacy/checks/crc32.ts';
import { isIban } from '../../../../shared/privacy/checks/iban.ts';
import {
  isChinaId,
  isOldChinaId,
  isSocialSecurityNumber,
} from '../../../../shared/privacy/checks/identity-numbers.ts';
import { isPublicIpv4, isPublicIpv6 } from '../../../../shared/privacy/checks/ip-address.ts';
import { cardNetwork, passesLuhn } from '../../../../shared/privacy/checks/luhn.ts';
import { passwordHashAt } from '../../../../shared/privacy/checks/password-hash.ts';

describe('the test numbers that payment networks publish', () => {
  test.each([
    ['4242424242424242', 'Visa'],
    ['4000056655665556', 'Visa'],
    ['5555555555554444', 'Mastercard'],
    ['2223003122003222', 'Mastercard'],
    ['378282246310005', 'American Express'],
    ['6011111111111117', 'Discover'],
    ['3056930009020004', 'Diners Club'],
    ['36227206271667', 'Diners Club'],
    ['3566002020360505', 'JCB'],
    ['6200000000000005', 'UnionPay'],
  ])('%s is %s', (digits, network) => {
    expect(passesLuhn(digits)).toBe(true);
    expect(cardNetwork(digits, false)).toBe(network);
  });

  test.each(['4242424242424241', '1234567812345678', ''])('%s fails', (digits) => {
    expect(passesLuhn(digits)).toBe(false);
  });

  test('thirteen digits that begin with 4 need a word beside them', () => {
    expect(cardNetwork('4222222222222', false)).toBeUndefined();
    expect(cardNetwork('4222222222222', true)).toBe('Visa');
  });
});

describe('identity numbers', () => {
  test.each([
    ['11010519491231002X', true], // the example of GB 11643-1999
    ['440524188001010014', false], // born in 1880
    ['11010519491231002x', true],
    ['110105194912310021', false],
    ['110105194913310021', false],
    ['990105194912310020', false],
  ])('of China: %s is %s', (text, valid) => {
    expect(isChinaId(text)).toBe(valid);
  });

  test('of China in the form until 1999 have region and date only', () => {
    expect(isOldChinaId('110105491231002')).toBe(true);
    expect(isOldChinaId('110105491331002')).toBe(false);
  });

  test.each([
    ['219099998', true],
    ['000123456', false],
    ['666123456', false],
    ['900123456', false],
    ['900700001', true], // an ITIN
    ['123004567', false],
    ['123450000', false],
  ])('of the US: %s is %s', (digits, valid) => {
    expect(isSocialSecurityNumber(digits)).toBe(valid);
  });
});

describe('the examples of the IBAN registry', () => {
  test.each([
    'DE89370400440532013000',
    'GB29NWBK60161331926819',
    'FR1420041010050500013M02606',
    'NL91ABNA0417164300',
    'CH9300762011623852957',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
    'SA0380000000608010167519',
  ])('%s passes, and fails with two digits changed places', (text) => {
    expect(isIban(text)).toBe(true);
    expect(isIban(text.slice(0, 2) + text[3] + text[2] + text.slice(4))).toBe(text[2] === text[3]);
  });
});

describe('addresses', () => {
  test.each(['8.8.8.8', '81.2.69.142', '172.32.0.1', '100.128.0.1'])('%s leads to somebody', (text) => {
    expect(isPublicIpv4(text)).toBe(true);
  });
  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
  ])('%s does not', (text) => {
    expect(isPublicIpv4(text)).toBe(false);
  });
  test.each([
    ['2001:db8::1', true],
    ['2a02:8071:184:5f00:9c2d:1f1e:7f0a:9b3c', true],
    ['fe80::1', false],
    ['::1', false],
    ['2001::1::2', false],
    ['2001:db8', false],
  ])('%s: %s', (text, valid) => {
    expect(isPublicIpv6(text)).toBe(valid);
  });
});

describe('hashes of password', () => {
  test.each([
    ['bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
    ['argon2', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG'],
    ['SHA-crypt', '$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8'],
    [
      'SHA-crypt',
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
    ],
    ['MD5-crypt', '$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/'],
    ['PBKDF2 of Django', 'pbkdf2_sha256$20000$oBSd5bV1wAjE$Dkcl2kSgRjpGmTxP5tQRHbJXe6yyFyTSP1ckbVxFAyI='],
    [
      'PBKDF2 of Werkzeug',
      'pbkdf2:sha256:150000$9Nn5HtFQ$2bb8f4c7a1c93a0e3a1d0a5e3d0c0f52b1c1b7b5a3d1f0e9c8b7a6f5e4d3c2b1',
    ],
    ['LDAP', '{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3'],
  ])('%s: %s', (name, text) => {
    expect(passwordHashAt(text, 0)).toEqual({ name, end: text.length });
  });
});

test('the checksum of a token of npm and GitHub is the CRC-32 of what stands before it, in base 62', () => {
  // The check value of CRC-32 is 0xcbf43926 for these nine digits; in base 62 that is 3jZRME.
  expect(hasTokenChecksum('1234567893jZRME')).toBe(true);
  expect(hasTokenChecksum('1234567883jZRME')).toBe(false);
  expect(hasTokenChecksum('1234567893jZRMF')).toBe(false);
});
