import { shell } from 'electron';
import { externalUrl } from './external-url.ts';

/** Opens an http or https URL in the system browser. Rejects with a sentence otherwise. */
export async function openExternal(text: string): Promise<void> {
  const url = externalUrl(text);
  if (url === undefined)
    throw new Error('Keyhole opens http and https addresses in the browser, and no others.');
  try {
    await shell.openExternal(url);
  } catch {
    throw new Error(
      'No browser could be opened here. Open the address yourself, or copy it to another machine.',
    );
  }
}
