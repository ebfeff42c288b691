// A flow walked request by request, with drafts edited on the way and actions afterwards.

import type { RequestContent, SessionAction, StepId } from '../../../shared/trace/event.ts';
import type { FlowOptions } from '../flow/a-flow.ts';
import { failures, startFlow } from '../flow/a-flow.ts';
import type { AFlow } from '../flow/a-flow.ts';

export type Edit = (request: RequestContent) => RequestContent;

export interface Walk extends FlowOptions {
  /** Edits the first draft of a step; a list says what to do at the second and later ones. */
  readonly edits?: Readonly<Partial<Record<StepId, Edit | readonly (Edit | undefined)[]>>>;
  readonly actions?: readonly SessionAction[];
  /** In the end, steps back to where this step was sent, and sends it again. */
  readonly again?: StepId;
}

/** More than any flow of the tables needs: a loop without an end is a failure of the test. */
const MAX_STEPS = 60;

/** Walks a flow as far as it goes. Rules that refuse are not overridden. */
export async function walk(
  target: string,
  { edits = {}, actions = [], again, ...options }: Walk = {},
): Promise<AFlow> {
  const flow = await startFlow(target, options);
  const left = new Map(
    Object.entries(edits).map(([step, edit]) => [step, typeof edit === 'function' ? [edit] : [...edit]]),
  );
  const toRest = async (): Promise<void> => {
    for (let count = 0; flow.session.draft && !flow.session.stop; count += 1) {
      if (count === MAX_STEPS) throw new Error('the flow does not come to rest');
      const { step } = flow.session.draft.event;
      const edit = left.get(step)?.shift();
      if (edit) flow.runner.edit(edit(flow.session.draft.request));
      await flow.runner.run({ kind: 'step' });
    }
  };
  await toRest();
  for (const action of actions) {
    if (flow.session.stop) break;
    await flow.runner.act(action, false);
    await toRest();
  }
  if (again !== undefined) {
    const sent = flow.session.exchanges.find(({ step }) => step === again);
    if (!sent) throw new Error(`never came to ${again}`);
    await flow.runner.move(sent.draft);
    await toRest();
  }
  const missed = [...left].filter(([, undone]) => undone.length > 0).map(([step]) => step);
  if (missed.length > 0) throw new Error(`never came to ${missed.join(', ')}`);
  return flow;
}

/** Rules that failed, each once, in order; those above info are what a person is warned of. */
export function tripped(flow: AFlow, least: 'info' | 'warning' = 'info'): string[] {
  return [
    ...new Set(
      failures(flow)
        .filter(({ severity }) => least === 'info' || severity !== 'info')
        .map(({ ruleId }) => ruleId),
    ),
  ];
}

const editUrl =
  (change: (url: URL) => void): Edit =>
  (request) => {
    const url = new URL(request.url);
    change(url);
    return { ...request, url: url.href };
  };

/** Sets a parameter of the URL; `undefined` removes it. */
export const query = (name: string, value: string | undefined): Edit =>
  editUrl(({ searchParams }) => {
    if (value === undefined) searchParams.delete(name);
    else searchParams.set(name, value);
  });

/** Adds a parameter to the URL beside those of the same name. */
export const queryToo = (name: string, value: string): Edit =>
  editUrl(({ searchParams }) => searchParams.append(name, value));

/** Sets a field of the form; `undefined` removes it. */
export const field =
  (name: string, value: string | undefined): Edit =>
  (request) => {
    const form = new URLSearchParams(request.body);
    if (value === undefined) form.delete(name);
    else form.set(name, value);
    return { ...request, body: form.toString() };
  };

/** Changes the JSON body. */
export const json =
  (change: (body: Record<string, unknown>) => void): Edit =>
  (request) => {
    const body = JSON.parse(request.body ?? '{}') as Record<string, unknown>;
    change(body);
    return { ...request, body: JSON.stringify(body) };
  };

/** Sets a header; `undefined` removes it. */
export const header =
  (name: string, value: string | undefined): Edit =>
  (request) => ({
    ...request,
    headers: [
      ...request.headers.filter(([other]) => other.toLowerCase() !== name),
      ...(value === undefined ? [] : [[name, value] as const]),
    ],
  });

/** One edit after the other. */
export const both =
  (...edits: readonly Edit[]): Edit =>
  (request) =>
    edits.reduce((changed, edit) => edit(changed), request);
