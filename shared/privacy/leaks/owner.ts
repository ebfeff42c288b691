// Whose data it is, as far as the data itself says: an object that names its owner speaks for what is in it.

import { isJsonObject, readJson } from '../../protocol/json.ts';
import { pointerNames } from '../../protocol/json-pointer.ts';

/** Members that name whom an object belongs to. An `id` names the object itself, and an address is data like any other. */
const OWNER =
  /^(?:(?:owner|user|customer|account|member|client|holder|patient|employee)(?:[_-]?(?:id|name|login))?|belongs[_-]?to|owned[_-]?by|sub|subject|username|login|用户|用户名|用户id|客户|所有者|会员)$/i;

function ownerIn(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (!OWNER.test(name)) continue;
    if (typeof member === 'string' && member !== '') return member;
    if (typeof member === 'number') return String(member);
  }
  return undefined;
}

/** Whom the innermost object around a place names as its owner; `undefined` when none does. */
export function ownerAround(root: unknown, path: string): string | undefined {
  let owner = ownerIn(root);
  let value = root;
  for (const name of pointerNames(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) break;
    value = (value as Record<string, unknown>)[name];
    owner = ownerIn(value) ?? owner;
  }
  return owner;
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

  /** Whom the innermost object around a secret inside such a text names as its owner. */
  ownerOf(text: string, secret: string): string | undefined {
    const stack: { readonly value: unknown; readonly owner: string | undefined }[] = [
      { value: this.#document(text), owner: undefined },
    ];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { value } = next;
      const owner = ownerIn(value) ?? next.owner;
      if (Array.isArray(value)) {
        for (const entry of value) stack.push({ value: entry, owner });
      } else if (isJsonObject(value)) {
        for (const entry of Object.values(value)) stack.push({ value: entry, owner });
      } else if ((typeof value === 'string' || typeof value === 'number') && String(value).includes(secret)) {
        return owner;
      }
    }
    return undefined;
  }
}
