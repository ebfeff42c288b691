import { app } from 'electron';

/**
 * Whether this is the only Keyhole of its data folder. A second one hands over and ends.
 * @param onSecond called in the first one when a second was started
 */
export function setupSingleInstance(onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.on('second-instance', onSecond);
  return true;
}
