import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Secrets on show, by label. Held only while shown; another session starts with none. */
export const secretStore = createStore<{
  readonly session: string | undefined;
  readonly shown: Readonly<Record<string, string>>;
}>(() => ({ session: undefined, shown: {} }));

/** Masks everything again. */
export function hideAllSecrets(): void {
  secretStore.setState({ shown: {} });
}

/**
 * Reveals one secret: the one with the focus, else the first that is still masked on the screen.
 * Pressing its button keeps one path to a reveal, whoever asks.
 */
export function revealNextSecret(page: Document = document): void {
  const focused = page.activeElement?.closest<HTMLElement>('[data-masked-secret]');
  const chip = focused ?? page.querySelector<HTMLElement>('[data-masked-secret]');
  chip?.click();
}

/** The plain text of a revealed secret; renders again when it is shown or hidden. */
export function useRevealed(label: string): string | undefined {
  return useStore(secretStore, (state) => state.shown[label]);
}
