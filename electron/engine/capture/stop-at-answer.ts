import { requestIdOf } from '../../../shared/protocol/exchange.ts';
import { readJson } from '../../../shared/protocol/json.ts';
import { asAnswer } from '../../../shared/protocol/mcp-message.ts';
import type { RequestContent } from '../../../shared/trace/event.ts';
import type { CaptureOptions } from './capture.ts';

/**
 * Ends a stream with the JSON-RPC answer to the request: a server may keep it open after that, and nothing more is
 * expected on it. Of a request without an id everything is taken.
 */
export function stopAtAnswer(request: RequestContent): Pick<CaptureOptions, 'stopAfterSse'> {
  const id = requestIdOf(request);
  if (id === undefined) return {};
  return {
    stopAfterSse: ({ data }) => {
      const json = readJson(data);
      return 'value' in json && asAnswer(json.value, id) !== undefined;
    },
  };
}
