import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Secrets on show, by label. Held only while shown; another session starts with none. */
export const secretStore = createStore<{
  readonly session: string | undefined;
  readonly shown: Readonly<Record<string, string>>;
  /** Presenter mode: others look on, and nothing can be revealed until it is turned off. */
  readonly presenting: boolean;
}>(() => ({ session: undefined, shown: {}, presenting: false }));

/** Masks everything again. */
export function hideAllSecrets(): void {
  secretStore.setState({ shown: {} });
}

/** Shows a secret, unless others look on: a reveal may have been asked for just before presenter mode. */
export function showSecret(label: string, text: string): void {
  secretStore.setState(({ shown, presenting }) => (presenting ? {} : { shown: { ...shown, [label]: text } }));
}

/** Turns presenter mode on or off. On hides everything that is on show. */
export function setPresenting(presenting: boolean): void {
  secretStore.setState(presenting ? { presenting, shown: {} } : { presenting });
}

/** Whether presenter mode is on. */
export function usePresenting(): boolean {
  return useStore(secretStore, (state) => state.presenting);
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
