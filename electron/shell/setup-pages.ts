import { randomBytes } from 'node:crypto';
import { protocol } from 'electron';
import { pageHeaders, plainHeaders } from '../host/page-headers.ts';
import { RendererFiles } from '../host/renderer-files.ts';
import { APP_SCHEME, isAppUrl } from './app-url.ts';
import { fromRoot } from './places.ts';

/** Serves the built interface at `app://keyhole/`, with the browser host's own headers and reader of files. */
export function setupPages(): void {
  const folder = fromRoot('dist/renderer');
  const files = new RendererFiles(folder);
  protocol.handle(APP_SCHEME, async (request) => {
    if (!isAppUrl(request.url)) return plain(404, 'There is nothing at this address.');
    if (request.method !== 'GET') return plain(405, 'Keyhole answers GET only.');
    const { pathname } = new URL(request.url);
    if (pathname === '/') {
      const nonce = randomBytes(16).toString('base64');
      const html = await files.page(nonce);
      if (html === undefined) {
        return plain(503, `The interface is not built: ${folder} has no index.html. Run "npm run build".`);
      }
      return new Response(html, { headers: pageHeaders(nonce) });
    }
    // Chromium decodes compressed answers of the network only, so this must be the plain file.
    const file = await files.read(pathname, undefined);
    if (file === undefined) return plain(404, 'There is nothing at this address.');
    return new Response(new Uint8Array(file.content), { headers: { ...plainHeaders(), ...file.headers } });
  });
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...plainHeaders(), 'content-type': 'text/plain; charset=utf-8' },
  });
}
