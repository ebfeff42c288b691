import { protocol } from 'electron';
import { APP_SCHEME } from './app-url.ts';

/**
 * Makes `app:` a scheme like https: with origins, relative addresses and a secure context. Electron accepts this only
 * before it is ready.
 */
export function setupScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}
