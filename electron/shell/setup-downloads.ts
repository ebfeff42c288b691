import { session } from 'electron';
import { APP_ORIGIN } from './app-url.ts';

/** Lets only files be saved that our own page made; Electron asks the person where to. */
export function setupDownloads(): void {
  session.defaultSession.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}/`)) event.preventDefault();
  });
}
