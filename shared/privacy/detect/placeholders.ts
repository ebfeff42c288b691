// Values that stand for a secret without being one: masks, templates, labels of forms, messages about a field.

import { MASK_OPEN } from '../marks.ts';
import { meaningOf } from './sensitive-name.ts';

const WORDS: ReadonlySet<string> = new Set(
  (
    'string text number integer boolean object array null nil undefined none nan true false yes no required optional ' +
    'redacted hidden masked removed omitted secret changeme example sample unknown empty missing invalid valid pending ' +
    'verified unverified enabled disabled unset default plain bearer basic apikey header query cookie public private ' +
    'mask drop hash keep-last-four identifier keyword eof incorrect wrong expired rejected accepted failed sent ok test todo tbd any'
  ).split(' '),
);

/** Words that only sentences have. */
const SENTENCE =
  /\b(?:the|your|is|are|was|must|be|at|least|please|enter|not|has|have|been|too|cannot|should|already|with|and|for|we|you)\b/i;
const WIDE_SENTENCE = /[请不必须未已的了错填输入为空格式修改忘记设置至少或和与]/;
const TEMPLATE =
  /^(?:<[^>]*>|\$\{[^}]*\}|\{\{?[^}]*\}\}?|\[[^\]]*\]|%\w+%|\$\(?[A-Za-z_]\w*\)?|process\.env\..*|env\(.*)$/;
const MASKED = /\*{3}|•{3}|x{4}|X{4}|\.{3}|…|█|#{4}|-{4}/;
const INVITATION = /^(?:your|my|enter|insert|replace|put|some|the|an?|choose|set|paste|fill)[-_ ][a-z_ -]*$/i;

/** True for a value that stands where a secret would be and is none. */
export function isPlaceholder(value: string): boolean {
  const bare = value.trim();
  if (bare.length < 2 || bare.includes(MASK_OPEN)) return true;
  if (MASKED.test(bare) && !bare.startsWith('-----BEGIN')) return true;
  if (bare.length > 64) return false;
  if (WORDS.has(bare.toLowerCase()) || TEMPLATE.test(bare) || INVITATION.test(bare)) return true;
  // A label of a form: "Password", "E-mail", "手机号码".
  return bare.length <= 32 && !/\d/.test(bare) && isLabel(bare);
}

function isLabel(text: string): boolean {
  if (!/^[A-Za-z _-]+$|^[^\x20-\x7e]+$/.test(text)) return false;
  const { kind } = meaningOf(text);
  return kind !== undefined;
}

/** True for words about a field rather than its value: `must be at least 8 characters`, `请输入密码`. */
export function isProse(value: string): boolean {
  if (/[\u4e00-\u9fff]/.test(value)) return WIDE_SENTENCE.test(value);
  return value.includes(' ') && SENTENCE.test(value);
}

const WELL_FORMED = /^[\w.~+/=:!@#$%^&*-]+$/;

/** Whether a text looks drawn at random rather than chosen to be read; `least` is the shortest that may. */
export function looksRandom(value: string, least: number): boolean {
  if (value.length < least || !WELL_FORMED.test(value)) return false;
  const digits = /\d/.test(value);
  if (digits && /[A-Za-z]/.test(value)) return true;
  return value.length >= Math.max(16, least) && (digits || (/[a-z]/.test(value) && /[A-Z]/.test(value)));
}
