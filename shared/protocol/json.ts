// Looking into JSON that somebody else wrote: nothing is assumed, nothing throws.

export type JsonObject = Record<string, unknown>;

/** True for an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses, or says why not. An empty text is "empty". */
export function readJson(text: string | undefined): { readonly value: unknown } | { readonly fault: string } {
  if (text === undefined || text === '') return { fault: 'The body is empty.' };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const where = error instanceof Error ? error.message : String(error);
    return { fault: `The body is not JSON: ${where}` };
  }
}

/** A member when it is a string. */
export function text(object: unknown, name: string): string | undefined {
  const value = isJsonObject(object) ? object[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A member when it is an array of strings; other entries make it `undefined`. */
export function texts(object: unknown, name: string): readonly string[] | undefined {
  const value = isJsonObject(object) ? object[name] : undefined;
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : undefined;
}
