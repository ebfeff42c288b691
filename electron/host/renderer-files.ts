// The built interface. Only files found by listing its folder are ever served, so no path can lead out of it.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Vite names a file in `assets` after its content, so such an address never changes its meaning. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

export interface RendererFile {
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the files of one build. The list is made at the first request: listening must not wait for it. */
export class RendererFiles {
  readonly #folder: string;
  #list: Promise<ReadonlySet<string>> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The page with its nonce in place, or `undefined` when there is no build. */
  async page(nonce: string): Promise<string | undefined> {
    try {
      const html = await readFile(path.join(this.#folder, 'index.html'), 'utf8');
      return html.replaceAll('__CSP_NONCE__', nonce);
    } catch {
      return undefined;
    }
  }

  /** The file at a URL path, in a compressed form when the build made one that is accepted. */
  async read(urlPath: string, acceptEncoding: string | undefined): Promise<RendererFile | undefined> {
    const name = decode(urlPath);
    const type = name === undefined ? undefined : TYPES[path.extname(name)];
    if (name === undefined || type === undefined) return undefined;
    this.#list ??= list(this.#folder);
    const known = await this.#list;
    if (!known.has(name)) {
      // Perhaps built a moment ago.
      this.#list = undefined;
      return undefined;
    }
    const encoding = accepted(acceptEncoding).find(({ ending }) => known.has(name + ending));
    const content = await readFile(path.join(this.#folder, name + (encoding?.ending ?? '')));
    return {
      content,
      headers: {
        'content-type': type,
        'cache-control': HASHED.test(name) ? 'private, max-age=31536000, immutable' : 'no-store',
        vary: 'accept-encoding',
        ...(encoding ? { 'content-encoding': encoding.name } : {}),
      },
    };
  }
}

function decode(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
}

/** URL paths of all plain files. Links are left out: they could lead anywhere. */
async function list(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return new Set(
      entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .map((name) => `/${name.split(path.sep).join('/')}`),
    );
  } catch {
    return new Set();
  }
}

const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

function accepted(header: string | undefined): readonly (typeof ENCODINGS)[number][] {
  const names = (header ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  return ENCODINGS.filter(({ name }) => names.includes(name));
}
