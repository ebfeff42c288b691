import { app } from 'electron';
import type { MainWindow } from './main-window.ts';

/** Opens the window, and again when a Mac asks for it; elsewhere the program ends with it. */
export function setupWindow(window: MainWindow): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => window.show());
  window.show();
}
