// Electron's main process: the engine behind a window of its own. The only folder that imports electron, with preload.ts;
// it may import the engine, the shared code and what the browser host shares (headers, files, errors). It holds no
// meaning of its own: what cannot be tried without Electron's binary must stay thin.
//
// Threats this folder answers: a page that is not ours in our window (navigation, new windows, webviews, redirects), a
// sender that is not our page (IPC), text of an untrusted server that reaches the page as script (the content security
// policy, the sandbox, context isolation), addresses that would start a program (the scheme check before the system
// opens one), permissions and devices, and a path that leads out of the interface's folder.

import { app, dialog } from 'electron';
import { NOTICE_CHANNEL } from './channels.ts';
import type { Notice } from '../../shared/contract.ts';
import { MainWindow } from './main-window.ts';
import { openTrace } from './open-trace.ts';
import { setupDownloads } from './setup-downloads.ts';
import { setupIdentity } from './setup-identity.ts';
import { setupIpc } from './setup-ipc.ts';
import { setupMenu } from './setup-menu.ts';
import { setupNavigation } from './setup-navigation.ts';
import { setupPages } from './setup-pages.ts';
import { setupPermissions } from './setup-permissions.ts';
import { setupQuit } from './setup-quit.ts';
import { setupScheme } from './setup-scheme.ts';
import { setupSingleInstance } from './setup-single-instance.ts';
import { setupWindow } from './setup-window.ts';
import { shellEngine } from './shell-engine.ts';

const window = new MainWindow();

setupIdentity();
if (setupSingleInstance(() => void app.whenReady().then(() => window.show()))) {
  const engine = shellEngine();
  setupScheme();
  setupNavigation();
  setupQuit(engine);
  app
    .whenReady()
    .then(() => {
      setupPages();
      setupPermissions();
      setupDownloads();
      const tell = (notice: Notice): void => window.contents()?.send(NOTICE_CHANNEL, notice);
      setupMenu({
        tell,
        openTrace: () =>
          void openTrace(engine).then((session) => {
            if (session !== undefined) tell({ topic: 'opened', session });
          }),
      });
      setupIpc(engine, () => window.contents());
      setupWindow(window);
    })
    .catch((error: unknown) => {
      dialog.showErrorBox(
        'Keyhole could not start',
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
      app.exit(1);
    });
}
