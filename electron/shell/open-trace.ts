import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { dialog } from 'electron';
import type { EnginePort } from '../../shared/contract.ts';
import { FILE_EXTENSION, LARGEST_FILE, tooLarge } from '../../shared/trace/file.ts';

/**
 * Lets the person choose a trace by the system's own dialog and opens it in the engine. Resolves to its session, or to
 * `undefined` when nothing was chosen or it could not be opened, which the person has then been told.
 */
export async function openTrace(engine: EnginePort): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Open Trace',
    properties: ['openFile'],
    filters: [{ name: 'Keyhole trace', extensions: [FILE_EXTENSION] }],
  });
  const [file] = filePaths;
  if (file === undefined) return undefined;
  const name = path.basename(file);
  try {
    if ((await stat(file)).size > LARGEST_FILE) throw new Error(tooLarge(name));
    return (await engine.call('trace.import', { name, text: await readFile(file, 'utf8') })).session;
  } catch (error) {
    dialog.showErrorBox(
      'The trace could not be opened',
      error instanceof Error ? error.message : String(error),
    );
    return undefined;
  }
}
