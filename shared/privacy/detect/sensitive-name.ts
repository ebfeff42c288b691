import type { SensitiveClass } from './detection.ts';

/** The class of data that a member, field or label names (`password`, `cardNumber`, `手机号`), or `undefined`. */
export function classOfName(name: string): SensitiveClass | undefined {
  return /^pass(?:word|wd)$|密码/i.test(name) ? 'password' : undefined;
}
