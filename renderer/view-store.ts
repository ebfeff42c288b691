import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EventId, Pointer } from '../shared/trace/event.ts';
import type { Language } from './i18n/i18n.ts';

export const ROOMS = [
  'home',
  'flow',
  'inspect',
  'session',
  'roles',
  'metadata',
  'compat',
  'privacy',
  'rules',
  'lab',
] as const;
export type Room = (typeof ROOMS)[number];
type Theme = 'system' | 'light' | 'dark';

/** What the person looks at. Nothing here can be derived from the trace, and nothing of the trace is kept here. */
export interface ViewState {
  readonly room: Room;
  /** The exchange, callback or draft on show; absent follows the newest. */
  readonly selected: EventId | undefined;
  /** The bytes to light in the selected event, after a finding or a value was chosen. */
  readonly lit: Pointer | undefined;
  readonly theme: Theme;
  readonly language: Language | 'system';
  readonly dialog: 'commands' | 'keys' | 'settings' | 'client-metadata' | undefined;
}

const KEPT = 'keyhole.view';

function kept(): Partial<Pick<ViewState, 'theme' | 'language'>> {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    if (typeof saved !== 'object' || saved === null) return {};
    const { theme, language } = saved as { theme?: unknown; language?: unknown };
    return {
      ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
      ...(language === 'en' || language === 'zh-CN' ? { language } : {}),
    };
  } catch {
    // A page without storage starts with the system's own theme and language.
    return {};
  }
}

export const viewStore = createStore<ViewState>(() => ({
  room: 'home',
  selected: undefined,
  lit: undefined,
  theme: 'system',
  language: 'system',
  dialog: undefined,
  ...kept(),
}));

/** Keeps the choices that outlive a reload. Returns the function that stops. */
export function keepView(): () => void {
  return viewStore.subscribe(({ theme, language }, before) => {
    if (theme === before.theme && language === before.language) return;
    try {
      localStorage.setItem(KEPT, JSON.stringify({ theme, language }));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(viewStore, select);
}

/** Goes to a room. */
export function goTo(room: Room): void {
  viewStore.setState({ room });
}

/**
 * Selects an event and, with `lit`, the bytes in it that prove something.
 * `undefined` goes back to following the newest event.
 */
export function select(event: EventId | undefined, lit?: Pointer): void {
  viewStore.setState({ selected: event, lit });
}

export function openDialog(dialog: ViewState['dialog']): void {
  viewStore.setState({ dialog });
}
