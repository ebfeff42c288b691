// Whose data it is, as far as the data itself says: an object that names somebody speaks for what is in it.

import { isJsonObject, readJson } from '../../protocol/json.ts';
import { pointerNames } from '../../protocol/json-pointer.ts';

/** Members that name whom an object belongs to. An `id` names the object itself. */
const OWNER =
  /^(?:(?:owner|user|customer|account|member|client|holder|patient|employee)(?:[_-]?(?:id|name|login))?|belongs[_-]?to|owned[_-]?by|sub|subject|username|login|用户|用户名|用户id|客户|所有者|会员)$/i;
/** Members that name the person whom an address, a number or a card is of. */
const PERSON =
  /^(?:(?:full|first|given|display|card[_-]?holder|account)?[_-]?name|recipient|addressee|contact|consignee|card[_-]?holder|payee|buyer|姓名|收件人|联系人|收货人|持卡人|户名)$/i;

/** Whom an object names, in lower case. */
export interface Named {
  /** Whom it says it belongs to. */
  readonly owner?: string;
  /** The persons it is about. */
  readonly persons: readonly string[];
}

const NOBODY: Named = { persons: [] };

const asName = (member: unknown): string[] =>
  typeof member === 'number' || (typeof member === 'string' && member.trim() !== '')
    ? [String(member).trim().toLowerCase()]
    : [];

function namedIn(value: unknown): Named | undefined {
  if (!isJsonObject(value)) return undefined;
  const members = Object.entries(value);
  const [owner] = members.flatMap(([name, member]) => (OWNER.test(name) ? asName(member) : []));
  const persons = members.flatMap(([name, member]) => (PERSON.test(name) ? asName(member) : []));
  if (owner === undefined && persons.length === 0) return undefined;
  return { persons, ...(owner === undefined ? {} : { owner }) };
}

/** Whom the innermost object around a place names. */
export function namedAround(root: unknown, path: string): Named {
  let named = namedIn(root);
  let value = root;
  for (const name of pointerNames(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) break;
    value = (value as Record<string, unknown>)[name];
    named = namedIn(value) ?? named;
  }
  return named ?? NOBODY;
}

/** Longer texts are not read as JSON a second time. */
const LONGEST = 256 * 1024;

/** Texts that hold JSON, each read once however much is found in it. */
export class DocumentsInTexts {
  readonly #read = new Map<string, unknown>();

  #document(text: string): unknown {
    if (text.length > LONGEST || !/^\s*[{[]/.test(text)) return undefined;
    if (!this.#read.has(text)) {
      const read = readJson(text);
      this.#read.set(text, 'value' in read ? read.value : undefined);
    }
    return this.#read.get(text);
  }

  /** Whom the innermost object around a secret inside such a text names; `undefined` when the text holds no JSON. */
  namedAround(text: string, secret: string): Named | undefined {
    const document = this.#document(text);
    if (document === undefined) return undefined;
    const stack: { readonly value: unknown; readonly named: Named }[] = [{ value: document, named: NOBODY }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { value } = next;
      const named = namedIn(value) ?? next.named;
      if (Array.isArray(value)) {
        for (const entry of value) stack.push({ value: entry, named });
      } else if (isJsonObject(value)) {
        for (const entry of Object.values(value)) stack.push({ value: entry, named });
      } else if ((typeof value === 'string' || typeof value === 'number') && String(value).includes(secret)) {
        return named;
      }
    }
    return NOBODY;
  }
}
