import type { StartThread } from './replay-thread.ts';
import type { ReplayMessage } from './replay-answers.ts';
// The build makes this export.
// oxlint-disable-next-line import/default
import address from './replay-worker.ts?worker&url';

interface TypePolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TypePolicies['createPolicy']> | undefined;

/** A page that asks for trusted types starts no script by plain text: this one lets in nothing but our own. */
function trusted(): string {
  const { trustedTypes } = window as { readonly trustedTypes?: TypePolicies };
  policy ??= trustedTypes?.createPolicy('keyhole-replay', { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
}

/** Starts the thread of the viewer in a worker of the page. */
export const startReplayWorker: StartThread = (onMessage, onFault) => {
  const worker = new Worker(trusted(), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<ReplayMessage>) => onMessage(data));
  worker.addEventListener('error', ({ message }) =>
    onFault(`The thread that looks through the trace could not run${message ? `: ${message}` : '.'}`),
  );
  // The target origin is of windows: a worker has none.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  return { post: (request) => worker.postMessage(request), end: () => worker.terminate() };
};
