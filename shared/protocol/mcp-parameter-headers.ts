// Tool parameters that travel as HTTP headers (MCP 2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters").

import type { HeaderLine } from '../trace/event.ts';
import { isJsonObject } from './json.ts';

/** A value in the Base64 sentinel (MCP 2026-07-28, "Value Encoding"). */
const SENTINEL = /^=\?base64\?(.*)\?=$/;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = new Set(['string', 'integer', 'boolean']);
/** Keywords under which an `x-mcp-header` cannot be reached statically and so makes the tool invalid. */
const UNREACHABLE = [
  'items',
  'prefixItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'patternProperties',
  'dependentSchemas',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
  '$defs',
  'definitions',
] as const;
const MAPS = new Set<string>(['patternProperties', 'dependentSchemas', '$defs', 'definitions']);

export interface ParameterHeader {
  readonly path: readonly string[];
  readonly header: string;
}

function below(schema: Record<string, unknown>, keyword: string): unknown[] {
  const value = schema[keyword];
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  return MAPS.has(keyword) && isJsonObject(value) ? Object.values(value) : [value];
}

function declares(schema: unknown): boolean {
  if (!isJsonObject(schema)) return false;
  if ('x-mcp-header' in schema) return true;
  const properties = isJsonObject(schema['properties']) ? Object.values(schema['properties']) : [];
  return [...properties, ...UNREACHABLE.flatMap((keyword) => below(schema, keyword))].some(declares);
}

/**
 * Reads the headers a tool's input schema asks for.
 * Returns a sentence instead when the schema breaks a constraint: such a tool must not be offered.
 */
export function readParameterHeaders(inputSchema: unknown): readonly ParameterHeader[] | string {
  const found: ParameterHeader[] = [];
  const visit = (schema: unknown, path: readonly string[]): string | undefined => {
    if (!isJsonObject(schema)) return undefined;
    const place = path.length === 0 ? 'the schema itself' : `"${path.join('.')}"`;
    if ('x-mcp-header' in schema) {
      const header = schema['x-mcp-header'];
      const type = schema['type'];
      if (path.length === 0) return `${place} carries x-mcp-header, which belongs on a property`;
      if (typeof header !== 'string' || !TOKEN.test(header)) {
        return `x-mcp-header of ${place} is not a header name: ${JSON.stringify(header)}`;
      }
      if (typeof type !== 'string' || !TYPES.has(type)) {
        return `x-mcp-header of ${place} stands on type ${JSON.stringify(type ?? null)}; only string, integer and boolean may have it`;
      }
      if (found.some((other) => other.header.toLowerCase() === header.toLowerCase())) {
        return `x-mcp-header "${header}" is declared twice`;
      }
      found.push({ path, header });
    }
    for (const keyword of UNREACHABLE) {
      if (below(schema, keyword).some(declares)) {
        return `x-mcp-header under "${keyword}" of ${place} cannot be reached through "properties" alone`;
      }
    }
    const properties = schema['properties'];
    if (!isJsonObject(properties)) return undefined;
    for (const [key, child] of Object.entries(properties)) {
      const fault = visit(child, [...path, key]);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return visit(inputSchema, []) ?? found;
}

/** A header value as is when it is safe ASCII, else wrapped in the Base64 sentinel `=?base64?…?=`. */
export function encodeHeaderValue(value: string): string {
  const safe =
    value !== '' && value === value.trim() && /^[\t\x20-\x7e]*$/.test(value) && !SENTINEL.test(value);
  if (safe) return value;
  const bytes = new TextEncoder().encode(value);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `=?base64?${btoa(binary)}?=`;
}

/** What a header value stands for; `undefined` when its Base64 cannot be read as UTF-8. */
export function decodeHeaderValue(written: string): string | undefined {
  const wrapped = SENTINEL.exec(written)?.[1];
  if (wrapped === undefined) return written;
  try {
    const bytes = Uint8Array.from(atob(wrapped), (byte) => byte.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function argumentAt(args: unknown, path: readonly string[]): unknown {
  let value = args;
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
  return value;
}

/** The text of an argument as it is mirrored; `undefined` when there is none, or none of a type that may be mirrored. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}

/** `Mcp-Param-*` lines for one call; absent and null arguments send nothing. */
export function parameterHeaderLines(
  inputSchema: unknown,
  args: Readonly<Record<string, unknown>>,
): HeaderLine[] {
  const declared = readParameterHeaders(inputSchema);
  if (typeof declared === 'string') return [];
  return declared.flatMap(({ path, header }): HeaderLine[] => {
    const text = textOf(argumentAt(args, path));
    return text === undefined ? [] : [[`Mcp-Param-${header}`, encodeHeaderValue(text)]];
  });
}

/** One argument and the header that mirrors it. */
export interface MirroredArgument {
  /** In lower case. */
  readonly header: string;
  readonly path: readonly string[];
  /** How the header is to be written; absent when there is no argument, and so must be no header. */
  readonly expected?: string;
  /** Values of all the header's lines, joined; absent when there is none. */
  readonly actual?: string;
  readonly agrees: boolean;
}

function standsFor(written: string, value: unknown): boolean {
  const decoded = decodeHeaderValue(written);
  if (typeof value === 'string') {
    // As it is only where that is safe: a proxy may cut spaces off, or refuse what is not ASCII.
    return decoded === value && (SENTINEL.test(written) || encodeHeaderValue(value) === written);
  }
  if (typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(decoded ?? '')) return Number(decoded) === value;
  return decoded === String(value);
}

/** Holds the `Mcp-Param-*` headers of a call against its arguments; none when the schema asks for none or is invalid. */
export function mirroredArguments(
  inputSchema: unknown,
  args: unknown,
  headers: readonly HeaderLine[],
): readonly MirroredArgument[] {
  const declared = readParameterHeaders(inputSchema);
  if (typeof declared === 'string') return [];
  return declared.flatMap(({ path, header }): MirroredArgument[] => {
    const name = `mcp-param-${header.toLowerCase()}`;
    const lines = headers.filter(([other]) => other.toLowerCase() === name);
    const actual = lines.length === 0 ? {} : { actual: lines.map(([, value]) => value).join(', ') };
    const value = argumentAt(args, path);
    const text = textOf(value);
    if (text === undefined) {
      // Of a type that its schema does not allow: nothing says how that would be written.
      if (value !== undefined && value !== null) return [];
      return [{ header: name, path, ...actual, agrees: lines.length === 0 }];
    }
    return [
      {
        header: name,
        path,
        expected: encodeHeaderValue(text),
        ...actual,
        agrees: actual.actual !== undefined && standsFor(actual.actual, value),
      },
    ];
  });
}
