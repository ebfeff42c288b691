import { assertNever } from '../../../../shared/protocol/assert-never.ts';
import { isJsonObject } from '../../../../shared/protocol/json.ts';
import type { SchemaField } from './schema-field.ts';

/**
 * What a person has put into a form, in the shape of its fields. Texts, numbers and JSON are as typed; a boolean is
 * `true` or `false` and a choice is the index of its option. The empty text means: not given.
 */
export type FormValue = string | readonly FormValue[] | { readonly [name: string]: FormValue };

/** What is wrong in one place of a form; `at` is the JSON pointer of the place. */
export interface FormProblem {
  readonly at: string;
  readonly problem:
    | 'required'
    | 'number'
    | 'integer'
    | 'minimum'
    | 'maximum'
    | 'above'
    | 'below'
    | 'minLength'
    | 'maxLength'
    | 'minItems'
    | 'maxItems'
    | 'json';
  readonly values: Readonly<Record<string, string | number>>;
}

/** A form read as JSON; `value` is absent when nothing was given. */
export interface FormReading {
  readonly value?: unknown;
  readonly problems: readonly FormProblem[];
}

/** Pointer of a member. @see RFC 6901 section 3 */
export function pointerTo(at: string, name: string | number): string {
  return `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** What a field starts with: its default, or nothing. */
export function emptyValue(field: SchemaField): FormValue {
  return valueOf(field, field.fallback);
}

/** The form that shows a JSON value; parts that the fields cannot show are left out. */
export function valueOf(field: SchemaField, json: unknown): FormValue {
  switch (field.kind) {
    case 'object': {
      const given = isJsonObject(json) ? json : {};
      return Object.fromEntries(
        field.fields.map((member) => [
          member.name,
          Object.hasOwn(given, member.name) ? valueOf(member, given[member.name]) : emptyValue(member),
        ]),
      );
    }
    case 'array': {
      const given = Array.isArray(json) ? (json as readonly unknown[]) : [];
      const items = given.map((each) => valueOf(field.item, each));
      while (items.length < field.minItems && items.length < 20) items.push(emptyValue(field.item));
      return items;
    }
    case 'choice': {
      const wanted = JSON.stringify(json);
      const index =
        json === undefined ? -1 : field.options.findIndex((option) => JSON.stringify(option) === wanted);
      if (index >= 0) return String(index);
      return field.required && field.options.length === 1 ? '0' : '';
    }
    case 'json':
      return json === undefined ? '' : JSON.stringify(json, undefined, 2);
    case 'boolean':
      if (typeof json === 'boolean') return String(json);
      return field.required ? 'false' : '';
    case 'text':
      return typeof json === 'string' ? json : '';
    default:
      return typeof json === 'number' ? String(json) : '';
  }
}

function reading(problems: readonly FormProblem[], value?: unknown): FormReading {
  return value === undefined ? { problems } : { value, problems };
}

function readNumber(
  field: SchemaField & { readonly kind: 'number' | 'integer' },
  typed: string,
  at: string,
): FormReading {
  const value = Number(typed);
  const problem = (name: FormProblem['problem'], limit?: number): FormReading =>
    reading([{ at, problem: name, values: limit === undefined ? {} : { limit } }]);
  if (!Number.isFinite(value)) return problem('number');
  if (field.kind === 'integer' && !Number.isSafeInteger(value)) return problem('integer');
  if (field.minimum !== undefined && value < field.minimum) return problem('minimum', field.minimum);
  if (field.maximum !== undefined && value > field.maximum) return problem('maximum', field.maximum);
  if (field.aboveMinimum !== undefined && value <= field.aboveMinimum)
    return problem('above', field.aboveMinimum);
  if (field.belowMaximum !== undefined && value >= field.belowMaximum)
    return problem('below', field.belowMaximum);
  return reading([], value);
}

function readText(field: SchemaField & { readonly kind: 'text' }, typed: string, at: string): FormReading {
  // The specification of JSON Schema counts characters, not UTF-16 units.
  const { length } = Array.from(typed);
  if (field.minLength !== undefined && length < field.minLength) {
    return reading([{ at, problem: 'minLength', values: { limit: field.minLength } }]);
  }
  if (field.maxLength !== undefined && length > field.maxLength) {
    return reading([{ at, problem: 'maxLength', values: { limit: field.maxLength } }]);
  }
  return reading([], typed);
}

function readJsonField(typed: string, at: string): FormReading {
  try {
    return reading([], JSON.parse(typed));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return reading([{ at, problem: 'json', values: { why } }]);
  }
}

function readObject(
  field: SchemaField & { readonly kind: 'object' },
  value: FormValue,
  at: string,
): FormReading {
  const given =
    typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, FormValue>>) : {};
  const read = field.fields.map((member) => ({
    name: member.name,
    ...readForm(member, given[member.name] ?? '', pointerTo(at, member.name)),
  }));
  const members = read.filter((member) => member.value !== undefined);
  // An optional object in which nothing was given is not sent, and so cannot lack anything.
  if (
    !field.required &&
    at !== '' &&
    members.length === 0 &&
    read.every(({ problems }) => problems.every(isLack))
  ) {
    return reading([]);
  }
  return reading(
    read.flatMap(({ problems }) => problems),
    Object.fromEntries(members.map(({ name, value }) => [name, value])),
  );
}

const isLack = ({ problem }: FormProblem) => problem === 'required';

function readArray(
  field: SchemaField & { readonly kind: 'array' },
  value: FormValue,
  at: string,
): FormReading {
  const given = Array.isArray(value) ? (value as readonly FormValue[]) : [];
  if (given.length === 0 && !field.required) return reading([]);
  const read = given.map((item, index) => readForm(field.item, item, pointerTo(at, index)));
  const problems = read.flatMap((item) => item.problems);
  if (given.length < field.minItems)
    problems.push({ at, problem: 'minItems', values: { limit: field.minItems } });
  if (field.maxItems !== undefined && given.length > field.maxItems) {
    problems.push({ at, problem: 'maxItems', values: { limit: field.maxItems } });
  }
  return reading(
    problems,
    read.map((item) => item.value),
  );
}

/** Reads a form as the JSON it stands for, with every problem at its place. */
export function readForm(field: SchemaField, value: FormValue, at = ''): FormReading {
  if (field.kind === 'object') return readObject(field, value, at);
  if (field.kind === 'array') return readArray(field, value, at);
  const typed = typeof value === 'string' ? value : '';
  const blank = field.kind === 'text' ? typed === '' : typed.trim() === '';
  if (blank) return reading(field.required ? [{ at, problem: 'required', values: {} }] : []);
  switch (field.kind) {
    case 'text':
      return readText(field, typed, at);
    case 'number':
    case 'integer':
      return readNumber(field, typed.trim(), at);
    case 'boolean':
      return reading([], typed === 'true');
    case 'choice':
      return reading([], field.options[Number(typed)]);
    case 'json':
      return readJsonField(typed, at);
    default:
      return assertNever(field);
  }
}
