import { dialog, type BrowserWindow } from 'electron';

interface Question {
  readonly message: string;
  readonly detail: string;
  /** The first one is what happens when the question is dismissed. */
  readonly buttons: [string, string];
}

/**
 * Asks the person what to do when the page has died or hangs. The engine lives in this process, so its sessions go on and
 * a page that is loaded again shows them.
 */
export function recoverPage(window: BrowserWindow): void {
  const { webContents } = window;
  let hanging: AbortController | undefined;
  let ending = false;

  /** The number of the button, or `undefined` when the question came to nothing. */
  async function ask(question: Question, withdrawn: AbortSignal): Promise<number | undefined> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      ...question,
      buttons: [...question.buttons],
      defaultId: 0,
      cancelId: 0,
      signal: withdrawn,
    });
    return withdrawn.aborted || window.isDestroyed() ? undefined : response;
  }

  async function askGone(reason: string): Promise<void> {
    const answer = await ask(
      {
        message: 'The page of Keyhole stopped working',
        detail: `Its process ended (${reason}). The engine is still running: load the page again to go on where you were.`,
        buttons: ['Load again', 'Close the window'],
      },
      new AbortController().signal,
    );
    if (answer === 0) webContents.reload();
    else if (answer === 1) window.close();
  }

  async function askHanging(withdrawn: AbortSignal): Promise<void> {
    const answer = await ask(
      {
        message: 'The page of Keyhole does not answer',
        detail: 'It may be busy with something large. The engine is still running, whatever you choose.',
        buttons: ['Wait', 'Load again'],
      },
      withdrawn,
    );
    if (answer !== 1) return;
    // A process that hangs cannot be asked to load anything: Electron's documentation ends it first.
    ending = true;
    webContents.forcefullyCrashRenderer();
    webContents.reload();
  }

  webContents.on('render-process-gone', (_event, { reason }) => {
    hanging?.abort();
    const meant = ending || reason === 'clean-exit';
    ending = false;
    if (!meant && !window.isDestroyed()) void askGone(reason);
  });
  webContents.on('responsive', () => hanging?.abort());
  webContents.on('unresponsive', () => {
    if (hanging || window.isDestroyed()) return;
    const question = new AbortController();
    hanging = question;
    void askHanging(question.signal).finally(() => {
      if (hanging === question) hanging = undefined;
    });
  });
}
