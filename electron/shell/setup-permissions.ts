import { session } from 'electron';
import { isAppUrl } from './app-url.ts';

/** The one thing the page needs: putting text on the clipboard after a click. */
const ALLOWED = 'clipboard-sanitized-write';

/** Refuses every permission and every device but the one above, to everybody but our page. */
export function setupPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(permission === ALLOWED && isAppUrl(details.requestingUrl));
  });
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin) => permission === ALLOWED && isAppUrl(requestingOrigin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}
