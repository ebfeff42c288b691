// What was masked before (`⟦access token A⟧`) is no secret any more, but its mask says that one stood there.

import { MASK_CLOSE, MASK_OPEN } from '../marks.ts';
import type { SensitiveClass } from './detection.ts';
import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';

const LONGEST = 80;

/** Class by the words of a label, as `SecretKind` and the placeholders of redaction write them. */
const CLASS_OF_LABEL: readonly (readonly [words: string, of: SensitiveClass])[] = [
  ['password hash', 'password-hash'],
  ['password', 'password'],
  ['client secret', 'credential'],
  ['credential', 'credential'],
  ['security code', 'card-security-code'],
  ['payment card', 'payment-card'],
  ['bank account', 'bank-account'],
  ['identity number', 'identity-number'],
  ['phone', 'phone'],
  ['email', 'email'],
  ['postal address', 'postal-address'],
  ['IP address', 'ip-address'],
  ['private key', 'private-key'],
  ['business figure', 'business-confidential'],
];

/** The class that a mask's label speaks of; every other secret that is masked is a token of some kind. */
function classOfLabel(label: string): SensitiveClass {
  return CLASS_OF_LABEL.find(([words]) => label.startsWith(words))?.[1] ?? 'token';
}

/** Passes over the mask that opens at `at`, and reports it where that was asked for; returns where to read on. */
export function readMask(scan: Scan, surface: Surface, at: number, to: number): number {
  const close = surface.text.slice(at, at + LONGEST + 2).indexOf(MASK_CLOSE);
  if (close === -1 || at + close >= to) return at + 1;
  const end = at + close + 1;
  const label = surface.text.slice(at + MASK_OPEN.length, end - 1);
  if (scan.options.masks === 'report' && label !== '') {
    scan.add(surface, at, end, {
      class: classOfLabel(label),
      detector: 'mask',
      confidence: 'certain',
      why: `was masked as "${label}" before`,
    });
  }
  return end;
}
