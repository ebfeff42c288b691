import { describe, expect, test } from 'vitest';
import { classOfName } from '../../../../shared/privacy/detect/sensitive-name.ts';

describe('a name says what stands under it,', () => {
  test.each([
    ['password', 'password'],
    ['newPassword', 'password'],
    ['db_password', 'password'],
    ['DB-PASSWORD', 'password'],
    ['adminpassword', 'password'],
    ['password_value', 'password'],
    ['passwordHash', 'password-hash'],
    ['cardNumber', 'payment-card'],
    ['Credit Card Number', 'payment-card'],
    ['CVV2', 'card-security-code'],
    ['billing.contactPhone', 'phone'],
    ['customerEMail', 'email'],
    ['clientIPAddress', 'ip-address'],
    ['costPriceCents', 'business-confidential'],
    ['gross-margin-percent', 'business-confidential'],
    ['apiKey', 'credential'],
    ['refresh_token', 'token'],
    ['身份证号', 'identity-number'],
    ['客户手机号码', 'phone'],
    ['成本价(元)', 'business-confidential'],
    ['银行卡号', 'payment-card'],
    ['登录IP', 'ip-address'],
    ['CVV码', 'card-security-code'],
  ])('%s is %s', (name, of) => {
    expect(classOfName(name)).toBe(of);
  });

  test.each([
    'passwordPolicy',
    'password_reset_url',
    'tokenType',
    'token_endpoint',
    'nextPageToken',
    'progressToken',
    'emailVerified',
    'phoneCountryCode',
    'macAddress',
    'addressType',
    'shippingCost',
    'couponCode',
    'statusCode',
    'cardLast4',
    'membership',
    'description',
    'keyId',
    'orderNumber',
    '成本中心',
    '验证码',
    '会员vip',
    '',
    'constructor',
    '__proto__',
    'x'.repeat(10_000),
  ])('%s is nothing', (name) => {
    expect(classOfName(name)).toBeUndefined();
  });
});
