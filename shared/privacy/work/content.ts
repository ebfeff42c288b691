// What the privacy room asks of a recorded trace, made into work and told as it may be shown. The engine and the viewer of
// saved traces both do it this way, each in a thread of its own.

import type { LensAnswer, MethodParsed } from '../../contract.ts';
import { KeyholeError } from '../../keyhole-error.ts';
import { isMcpStep } from '../../protocol/steps.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { TraceFile } from '../../trace/file.ts';
import type { LensView } from '../audience/lens.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import type { LeakReport } from '../leaks/report.ts';
import { Masker } from '../mask.ts';
import { TOKENIZER } from './count-tokens.ts';
import type { PrivacyResult, PrivacyWork } from './privacy-work.ts';

/** A trace as it was recorded, with its bodies. */
export interface Content {
  readonly events: readonly TraceEvent[];
  readonly body: (hash: string) => Uint8Array | undefined;
  /** It was read from a file: secrets stand in it by their names. */
  readonly masked: boolean;
  /** The mask of a secret that was found in it, e.g. `⟦card number A⟧`; the same for the same secret. */
  readonly nameOf: (secret: string, of: SensitiveClass) => string;
}

/** Has a thread do something. */
export type RunWork = (work: PrivacyWork) => Promise<PrivacyResult<LensView | LeakReport>>;

/** The content of a saved trace. */
export function savedContent({ events, bodies }: TraceFile): Content {
  // What a file shows plainly is named only here: it cannot be taken back, and is not spread any further.
  const masker = new Masker();
  return {
    events,
    body: (hash) => {
      const body = bodies.get(hash);
      if (!body) return undefined;
      if (body.text !== undefined) return new TextEncoder().encode(body.text);
      return Uint8Array.from(atob(body.base64 ?? ''), (letter) => letter.charCodeAt(0));
    },
    masked: true,
    nameOf: (secret, of) => masker.nameOf(secret, of),
  };
}

/** Bodies of the exchanges with an MCP server; nothing else is looked through. */
function bodiesOf({ body }: Content, events: readonly TraceEvent[]): Map<string, Uint8Array> {
  const bodies = new Map<string, Uint8Array>();
  for (const event of events) {
    if (event.kind !== 'exchange' || !isMcpStep(event.step)) continue;
    const hash = event.response?.body?.hash;
    const bytes = hash === undefined ? undefined : body(hash);
    if (hash !== undefined && bytes) bodies.set(hash, bytes);
  }
  return bodies;
}

/** Puts the mask of each secret in the place of its number. */
function named<T extends { readonly mask: string }>(
  spots: readonly T[],
  { secrets }: PrivacyResult<unknown>,
  { nameOf }: Content,
): T[] {
  return spots.map((spot) => {
    const unnamed = secrets[Number(spot.mask.slice(1))];
    return unnamed === undefined ? { ...spot, mask: '' } : { ...spot, mask: nameOf(...unnamed) };
  });
}

/** One exchange through the lens. Throws `KeyholeError` when it is none with the MCP server. */
export async function viewContent(
  { exchange: id, policy }: Pick<MethodParsed<'privacy.view'>, 'exchange' | 'policy'>,
  content: Content,
  run: RunWork,
): Promise<LensAnswer> {
  const exchange = content.events[id - 1];
  if (exchange?.kind !== 'exchange' || !isMcpStep(exchange.step)) {
    throw new KeyholeError('not-found', 'There is no exchange with the MCP server of that number.');
  }
  const result = await run({
    kind: 'view',
    exchange,
    events: content.events.filter((event) => event.kind === 'value' && event.name === 'resources'),
    bodies: bodiesOf(content, [exchange]),
    section: policy,
    masked: content.masked,
  });
  const view = result.value as LensView;
  return {
    view: { ...view, spots: named(view.spots, result, content) },
    tokenizer: TOKENIZER,
    ruleFaults: result.ruleFaults,
  };
}

/** Who gets what, from everything that was recorded. */
export async function reportContent(
  { policy }: Pick<MethodParsed<'privacy.report'>, 'policy'>,
  content: Content,
  run: RunWork,
): Promise<LeakReport> {
  const { events, masked } = content;
  const result = await run({
    kind: 'report',
    events,
    bodies: bodiesOf(content, events),
    section: policy,
    masked,
  });
  const report = result.value as LeakReport;
  return {
    ...report,
    cells: report.cells.map((cell) => ({ ...cell, spots: named(cell.spots, result, content) })),
  };
}
