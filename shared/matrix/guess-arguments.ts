// Arguments that an input schema itself suggests: defaults, examples, constants, and examples named in descriptions.

import { isJsonObject, text, texts } from '../protocol/json.ts';
import type { JsonObject } from '../protocol/json.ts';

/** Arguments with their reason; `undefined` when a required one cannot be made up. */
export interface GuessedArguments {
  readonly value: Readonly<Record<string, unknown>>;
  readonly why: string;
  /** Members whose value names something that exists, or might: they may be somebody's. */
  readonly named: readonly string[];
}

const EXAMPLE =
  /\b(?:for example|for instance|e\.g\.|such as|example:)[,:]?\s+["'“`]?([\w][\w:/@.+-]*\w|\w)/i;

function fits(schema: JsonObject, value: unknown): boolean {
  switch (schema['type']) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    default:
      return true;
  }
}

/** A value written in a description, as the type of the schema wants it. */
function written(schema: JsonObject, name: string): unknown {
  const found = EXAMPLE.exec(text(schema, 'description') ?? '')?.[1];
  if (found === undefined) return undefined;
  if (schema['type'] === 'integer' || schema['type'] === 'number') {
    const number = Number(found);
    return fits(schema, number) ? number : undefined;
  }
  return schema['type'] === 'string' && name !== '' ? found : undefined;
}

/** The value a schema suggests for one argument, and whether it names something. */
function suggested(schema: JsonObject, name: string): { value: unknown; named: boolean } | undefined {
  if ('const' in schema) return { value: schema['const'], named: false };
  if ('default' in schema && fits(schema, schema['default']))
    return { value: schema['default'], named: false };
  const { examples, enum: choices } = schema;
  const options: unknown[] = Array.isArray(choices) ? choices : [];
  if (options.length > 0) return { value: options[0], named: false };
  const given: unknown[] = Array.isArray(examples) ? examples : [];
  const example = given.find((one) => fits(schema, one)) ?? written(schema, name);
  if (example !== undefined) return { value: example, named: schema['type'] === 'string' };
  if (schema['type'] === 'boolean') return { value: false, named: false };
  const { minimum } = schema;
  if ((schema['type'] === 'integer' || schema['type'] === 'number') && typeof minimum === 'number')
    return { value: minimum, named: false };
  return undefined;
}

/** The properties of an input schema. */
export function propertiesOf(inputSchema: unknown): Readonly<Record<string, JsonObject>> {
  const properties = isJsonObject(inputSchema) ? inputSchema['properties'] : undefined;
  if (!isJsonObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isJsonObject(schema) ? schema : {}]),
  );
}

/** The names of the arguments that an input schema requires. */
export function requiredOf(inputSchema: unknown): readonly string[] {
  return texts(inputSchema, 'required') ?? [];
}

/**
 * Arguments to call a tool with, as far as its schema suggests them. Only what is required is given.
 * @param known values that are known already and need not be made up
 */
export function guessArguments(
  inputSchema: unknown,
  known: Readonly<Record<string, unknown>> = {},
): GuessedArguments | { readonly missing: string } {
  const properties = propertiesOf(inputSchema);
  const value: Record<string, unknown> = { ...known };
  const named: string[] = [];
  const made: string[] = [];
  for (const name of requiredOf(inputSchema)) {
    if (Object.hasOwn(known, name)) continue;
    const found = suggested(properties[name] ?? {}, name);
    if (!found) return { missing: name };
    value[name] = found.value;
    made.push(name);
    if (found.named) named.push(name);
  }
  const why = made.length === 0 ? 'It needs no arguments.' : `Its schema suggests ${made.join(', ')}.`;
  return { value, why, named };
}
