// The thread of the viewer. It knows no page.

import { config } from 'zod';
import { answerReplay, type ReplayRequest } from './replay-answers.ts';

// The policy of the page forbids to make functions of text, and a library that tries would be reported.
config({ jitless: true });

// The target origin is of windows: a worker has none.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const hear = answerReplay((message) => self.postMessage(message));
self.addEventListener('message', ({ data }: MessageEvent<ReplayRequest>) => hear(data));
