// The page's side of the stand-in. `preloadScript` is sent to Chromium as text, so it may use nothing from this file.

/** The name under which the wire is handed to the preload. Taken off the page before its own scripts run. */
export const WIRE = '__electronStandIn';

/** What is installed before every load: the preload bundle, with `require('electron')` in place of Electron's. */
export function preloadSource(bundle: string, noticeEvent: string): string {
  return `(${preloadWorld.toString()})(${JSON.stringify(WIRE)}, ${JSON.stringify(noticeEvent)}, function (require) {\n${bundle}\n});`;
}

type Listener = (event: object, ...args: unknown[]) => void;
type Wire = (channel: string, args: unknown[]) => Promise<unknown>;

function preloadWorld(
  wire: string,
  noticeEvent: string,
  preload: (require: (name: string) => unknown) => void,
): void {
  const invoke = Reflect.get(globalThis, wire) as Wire | undefined;
  Reflect.deleteProperty(globalThis, wire);
  // Electron runs a preload in the top frame only.
  if (window !== window.top || !invoke) return;
  const listeners = new Map<string, Set<Listener>>();
  document.addEventListener(noticeEvent, (event) => {
    const { channel, args } = (event as CustomEvent<{ channel: string; args: unknown[] }>).detail;
    for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
  });
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => invoke(channel, args),
    on(channel: string, listener: Listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
    },
    removeListener: (channel: string, listener: Listener) => listeners.get(channel)?.delete(listener),
  };
  const contextBridge = {
    exposeInMainWorld(name: string, api: object) {
      Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
    },
  };
  preload((name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  });
}
