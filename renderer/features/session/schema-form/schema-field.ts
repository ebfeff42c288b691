import { isJsonObject, text, type JsonObject } from '../../../../shared/protocol/json.ts';

interface FieldBase {
  /** Name of the property; '' for the root and for items of an array. */
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly fallback: unknown;
}

/** A part of a tool's input as a form shows it; read from its JSON Schema. */
export type SchemaField = FieldBase &
  (
    | {
        readonly kind: 'text';
        readonly minLength: number | undefined;
        readonly maxLength: number | undefined;
        /** Shown, never run: a pattern of an untrusted server could keep the window busy for hours. */
        readonly pattern: string | undefined;
        readonly format: string | undefined;
      }
    | {
        readonly kind: 'number' | 'integer';
        readonly minimum: number | undefined;
        readonly maximum: number | undefined;
        readonly aboveMinimum: number | undefined;
        readonly belowMaximum: number | undefined;
      }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'choice'; readonly options: readonly unknown[] }
    | { readonly kind: 'object'; readonly fields: readonly SchemaField[] }
    | {
        readonly kind: 'array';
        readonly item: SchemaField;
        readonly minItems: number;
        readonly maxItems: number | undefined;
      }
    /** Anything that a form cannot show: edited as JSON. */
    | { readonly kind: 'json' }
  );

/** Deeper than any sane tool; a schema that refers to itself ends here in a JSON field. */
const DEEPEST = 6;

function number(schema: JsonObject, name: string): number | undefined {
  const value = schema[name];
  return typeof value === 'number' ? value : undefined;
}

/** Follows `#/…` references; `undefined` when they lead nowhere. */
function resolve(schema: unknown, root: unknown, depth = 0): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  if (depth > DEEPEST || !reference.startsWith('#/')) return undefined;
  let at: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  const found = resolve(at, root, depth + 1);
  return found ? { ...found, ...schema, $ref: undefined } : undefined;
}

/** The one schema of `anyOf`/`oneOf` that is not `null`, when there is just one. */
function withoutNull(schema: JsonObject, root: unknown): JsonObject {
  const union = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(union)) return schema;
  const rest = union.map((each) => resolve(each, root)).filter((each) => each && each['type'] !== 'null');
  const [only] = rest;
  return rest.length === 1 && only ? { ...schema, ...only } : schema;
}

function typeOf(schema: JsonObject): string | undefined {
  const type = schema['type'];
  if (Array.isArray(type)) {
    const types = type.filter((each) => each !== 'null');
    return types.length === 1 && typeof types[0] === 'string' ? types[0] : undefined;
  }
  if (typeof type === 'string') return type;
  return isJsonObject(schema['properties']) ? 'object' : undefined;
}

/** Reads one schema into a field. Never throws; what it does not understand becomes a JSON field. */
export function readField(
  schema: unknown,
  options: {
    readonly name?: string;
    readonly required?: boolean;
    readonly root?: unknown;
    readonly depth?: number;
  } = {},
): SchemaField {
  const { name = '', required = false, root = schema, depth = 0 } = options;
  const resolved = resolve(schema, root);
  const known = resolved ? withoutNull(resolved, root) : {};
  const base: FieldBase = {
    name,
    title: text(known, 'title'),
    description: text(known, 'description'),
    required,
    fallback: known['default'],
  };
  if ('const' in known) return { ...base, kind: 'choice', options: [known['const']] };
  if (Array.isArray(known['enum']))
    return { ...base, kind: 'choice', options: known['enum'] as readonly unknown[] };
  const type = typeOf(known);
  switch (type) {
    case 'string':
      return {
        ...base,
        kind: 'text',
        minLength: number(known, 'minLength'),
        maxLength: number(known, 'maxLength'),
        pattern: text(known, 'pattern'),
        format: text(known, 'format'),
      };
    case 'number':
    case 'integer':
      return {
        ...base,
        kind: type,
        minimum: number(known, 'minimum'),
        maximum: number(known, 'maximum'),
        aboveMinimum: number(known, 'exclusiveMinimum'),
        belowMaximum: number(known, 'exclusiveMaximum'),
      };
    case 'boolean':
      return { ...base, kind: 'boolean' };
    case 'object': {
      const properties = known['properties'];
      // An object without named properties is a map: only JSON can say what is in it.
      if (!isJsonObject(properties) || depth >= DEEPEST) {
        return depth === 0 && !isJsonObject(properties) && known['additionalProperties'] !== true
          ? { ...base, kind: 'object', fields: [] }
          : { ...base, kind: 'json' };
      }
      const demanded = Array.isArray(known['required']) ? (known['required'] as readonly unknown[]) : [];
      return {
        ...base,
        kind: 'object',
        fields: Object.entries(properties).map(([name, property]) =>
          readField(property, { name, required: demanded.includes(name), root, depth: depth + 1 }),
        ),
      };
    }
    case 'array':
      if (depth >= DEEPEST || !isJsonObject(known['items'])) return { ...base, kind: 'json' };
      return {
        ...base,
        kind: 'array',
        item: readField(known['items'], { required: true, root, depth: depth + 1 }),
        minItems: number(known, 'minItems') ?? 0,
        maxItems: number(known, 'maxItems'),
      };
    default:
      return { ...base, kind: 'json' };
  }
}
