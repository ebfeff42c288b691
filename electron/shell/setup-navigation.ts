import { app, type Event } from 'electron';
import { isAppUrl } from './app-url.ts';
import { openExternal } from './open-external.ts';

/**
 * Keeps every window on our own page, whatever asks it to leave. A link that would open a window goes to the system
 * browser when it is http or https, and nowhere otherwise. Goes by the creation of contents, so that no window is missed.
 */
export function setupNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (details: Event<{ readonly url: string; readonly isMainFrame: boolean }>): void => {
      // We have no frames, so one that goes somewhere is not ours.
      if (!details.isMainFrame || !isAppUrl(details.url)) details.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      // A refused scheme and a missing browser end alike for a link: nothing opens.
      openExternal(url).catch(() => {});
      return { action: 'deny' };
    });
  });
}
