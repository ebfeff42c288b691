import { onceForAll } from './once-for-all.ts';
import type { ShopResult } from './result.ts';
import type { ShopTool } from './tool.ts';
import type { Visit } from './visit.ts';

/** Runs one tool for one caller. */
export async function runTool(visit: Visit, tool: ShopTool, input: unknown): Promise<ShopResult> {
  visit.shop.lastCaller = visit.caller;
  if (!tool.annotations.readOnlyHint) return tool.run(visit, input);
  return onceForAll(visit, `${tool.name} ${JSON.stringify(input)}`, () => tool.run(visit, input));
}
