// JSON pointers (RFC 6901): how evidence names a place in a document.

/** One step of a JSON pointer, escaped, with its slash. */
export function pointerStep(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The names of a pointer's steps. */
export function pointerNames(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a pointer; `undefined` where there is none. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const name of pointerNames(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
