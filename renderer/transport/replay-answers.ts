// What the viewer's thread answers in place of an engine: it looks through one saved trace for the privacy room.

import type { MethodInput, MethodOutput } from '../../shared/contract.ts';
import { KeyholeError, type ErrorData } from '../../shared/keyhole-error.ts';
import { readPrivacyText, writePrivacyText } from '../../shared/privacy/policy-text.ts';
import { reportContent, savedContent, viewContent, type Content } from '../../shared/privacy/work/content.ts';
import { doPrivacyWork, type PrivacyWork } from '../../shared/privacy/work/privacy-work.ts';
import { parseTraceFile } from '../../shared/trace/file.ts';

/** What the thread does in place of an engine. */
export type PrivacyMethod =
  'privacy.view' | 'privacy.report' | 'privacy.read-policy' | 'privacy.write-policy';

/** What the thread is told: the trace first, once; then questions. */
export type ReplayRequest =
  | { readonly kind: 'open'; readonly text: string; readonly name: string }
  | { readonly [M in PrivacyMethod]: AskedOf<M> }[PrivacyMethod];

interface AskedOf<M extends PrivacyMethod> {
  readonly kind: 'ask';
  readonly id: number;
  readonly method: M;
  readonly input: MethodInput<M>;
}

/** What it tells of a question. */
export type ReplayMessage = { readonly id: number } & (
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly output: MethodOutput[PrivacyMethod] }
  | { readonly kind: 'failed'; readonly error: ErrorData }
);

type Asked = Exclude<ReplayRequest, { kind: 'open' }>;

async function answer(
  asked: Asked,
  content: Content,
  onProgress: (done: number) => void,
): Promise<MethodOutput[PrivacyMethod]> {
  const run = (work: PrivacyWork) => doPrivacyWork(work, onProgress);
  switch (asked.method) {
    case 'privacy.view':
      return viewContent(asked.input, content, run);
    case 'privacy.report':
      return reportContent(asked.input, content, run);
    case 'privacy.read-policy': {
      const { section, faults } = readPrivacyText(asked.input.text);
      return { section: section ?? null, faults };
    }
    default:
      return { text: writePrivacyText(asked.input.section, asked.input.text) };
  }
}

const asData = (error: unknown): ErrorData =>
  (error instanceof KeyholeError
    ? error
    : new KeyholeError('internal', error instanceof Error ? error.message : String(error))
  ).toData();

/** Hears one trace and then questions about it; `tell` is given what comes of each. */
export function answerReplay(tell: (message: ReplayMessage) => void): (request: ReplayRequest) => void {
  let content: Content | undefined;
  return (request) => {
    if (request.kind === 'open') {
      content = savedContent(parseTraceFile(request.text, request.name));
      return;
    }
    const { id } = request;
    const asked = content
      ? answer(request, content, (done) => tell({ id, kind: 'progress', done }))
      : Promise.reject(new KeyholeError('not-now', 'No trace is open.'));
    asked.then(
      (output) => tell({ id, kind: 'done', output }),
      (error: unknown) => tell({ id, kind: 'failed', error: asData(error) }),
    );
  };
}
