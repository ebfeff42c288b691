import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** A token to look at: one of the session by its name, or one that was pasted. */
export type Subject =
  | { readonly kind: 'session'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'pasted';
      readonly id: string;
      readonly text: string;
      /** The server to hold it against; without it, the session on screen. */
      readonly targetUrl: string | undefined;
    };

interface InspectState {
  /** Held only while the program runs: a pasted token is a secret. */
  readonly pasted: readonly Extract<Subject, { kind: 'pasted' }>[];
  readonly made: number;
  /** Id of the chosen subject; absent follows the newest token of the session. */
  readonly chosen: string | undefined;
  readonly comparedWith: string | undefined;
  /** Keys that a person pasted, by subject. */
  readonly keys: Readonly<Record<string, string>>;
}

const inspectStore = createStore<InspectState>(() => ({
  pasted: [],
  made: 0,
  chosen: undefined,
  comparedWith: undefined,
  keys: {},
}));

export function useInspect<T>(select: (state: InspectState) => T): T {
  return useStore(inspectStore, select);
}

export function choose(id: string): void {
  inspectStore.setState({ chosen: id, comparedWith: undefined });
}

export function compareWith(id: string | undefined): void {
  inspectStore.setState({ comparedWith: id });
}

/** Adds a pasted token and shows it. */
export function addPasted(text: string, targetUrl: string | undefined): void {
  inspectStore.setState(({ pasted, made }) => {
    const id = `pasted ${made + 1}`;
    return {
      made: made + 1,
      pasted: [{ kind: 'pasted', id, text, targetUrl }, ...pasted],
      chosen: id,
      comparedWith: undefined,
    };
  });
}

/** Forgets a pasted token and its keys. */
export function forgetPasted(id: string): void {
  inspectStore.setState(({ pasted, chosen, comparedWith, keys }) => ({
    pasted: pasted.filter((subject) => subject.id !== id),
    chosen: chosen === id ? undefined : chosen,
    comparedWith: comparedWith === id ? undefined : comparedWith,
    keys: Object.fromEntries(Object.entries(keys).filter(([subject]) => subject !== id)),
  }));
}

/** Keeps the keys to check a token with; an empty text goes back to the published ones. */
export function giveKeys(id: string, text: string): void {
  inspectStore.setState(({ keys }) => ({ keys: { ...keys, [id]: text } }));
}
