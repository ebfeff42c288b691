import { useEffect, useEffectEvent } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { actionFor, chordOf, hasOwnKeys, isOfText, isTyping, repeats } from './keymap.ts';

/** Something the person can do from anywhere: by its key, or from the command list. */
export interface Action {
  /** `feature.verb`; its keys, if any, stand in `keymap.ts` under the same id. */
  readonly id: string;
  /** Finished words, e.g. `Step`. */
  readonly title: string;
  /** Heading in the command list, e.g. `Flow`. */
  readonly group: string;
  /** `false` keeps it in the list, greyed, and its key does nothing. */
  readonly enabled?: boolean;
  readonly run: () => void;
}

/** Actions that can be done now, by id. */
const actionStore = createStore<{ readonly actions: ReadonlyMap<string, Action> }>(() => ({
  actions: new Map(),
}));

/** Offers actions until the returned function is called. A later action of the same id replaces the earlier. */
export function registerActions(actions: readonly Action[]): () => void {
  actionStore.setState(({ actions: known }) => ({
    actions: new Map([...known, ...actions.map((action) => [action.id, action] as const)]),
  }));
  return () => {
    actionStore.setState(({ actions: known }) => ({
      actions: new Map([...known].filter(([, action]) => !actions.includes(action))),
    }));
  };
}

/** Offers actions while the component is on screen. `actions` may be made anew at each render. */
export function useActions(actions: readonly Action[]): void {
  const run = useEffectEvent((id: string) => actions.find((action) => action.id === id)?.run());
  // Only what the list shows decides when to register again; JSON leaves functions out.
  const shape = JSON.stringify(actions);
  useEffect(() => {
    const shown = JSON.parse(shape) as readonly Omit<Action, 'run'>[];
    return registerActions(shown.map((action) => ({ ...action, run: () => run(action.id) })));
  }, [shape]);
}

/** Every action on offer, in order of registration. */
export function useOfferedActions(): readonly Action[] {
  return [...useStore(actionStore, (state) => state.actions).values()];
}

/** Does an action if it is on offer and enabled; tells whether it was. */
export function runAction(id: string): boolean {
  const action = actionStore.getState().actions.get(id);
  if (!action || action.enabled === false) return false;
  action.run();
  return true;
}

function hearKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  if (chord === undefined) return;
  const plain = !chord.startsWith('mod+') || isOfText(chord);
  if (plain && (isTyping(event.target) || hasOwnKeys(event.target))) return;
  const action = actionFor(chord);
  if (action === undefined || (event.repeat && !repeats(action))) return;
  if (runAction(action)) event.preventDefault();
}

/** Listens for the keys of the keymap. Returns the function that stops. */
export function listenToKeys(target: Window): () => void {
  target.addEventListener('keydown', hearKey);
  return () => target.removeEventListener('keydown', hearKey);
}
