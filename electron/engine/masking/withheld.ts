import { isMcpStep } from '../../../shared/protocol/steps.ts';
import { MASK_CLOSE, MASK_OPEN } from '../../../shared/privacy/marks.ts';
import type { RequestContent, TraceEvent } from '../../../shared/trace/event.ts';

/** Stands for content that nobody has masked. */
const WITHHELD = `${MASK_OPEN}left out: masking it was given up${MASK_CLOSE}`;

const request = (content: RequestContent): RequestContent =>
  content.body === undefined ? content : { ...content, body: WITHHELD };

/** A large event without what makes it large: it was not masked, so it is not shown. */
export function withheld(event: TraceEvent): TraceEvent {
  switch (event.kind) {
    case 'value':
      return { ...event, value: WITHHELD, secret: false };
    case 'draft':
    case 'draft-edited':
      return { ...event, request: request(event.request) };
    case 'exchange': {
      const { response } = event;
      const events = response?.events?.map((sse) => ({ ...sse, data: WITHHELD }));
      return {
        ...event,
        request: isMcpStep(event.step) ? request(event.request) : event.request,
        ...(response ? { response: events ? { ...response, events } : response } : {}),
      };
    }
    default:
      return event;
  }
}
