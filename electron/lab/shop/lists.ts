/** What a caller is shown of the shop: only what that caller may ever get, whatever the token at hand allows. */
import { z } from 'zod';
import { leakedDescription } from './leaks.ts';
import { mayEver } from './level.ts';
import { ordersOf } from './orders.ts';
import type { ShopPrompt } from './prompts.ts';
import { SHOP_PROMPTS } from './prompts.ts';
import { ORDER_TEMPLATE, SHOP_RESOURCES, orderUri } from './resources.ts';
import type { ShopTool } from './tool.ts';
import type { Visit } from './visit.ts';

/** Entries of `tools/list`. */
export function listTools(visit: Visit, tools: readonly ShopTool[]) {
  return tools
    .filter(({ level }) => visit.defects.has('tools-listed-to-everyone') || mayEver(level, visit.caller))
    .map(({ name, title, description, inputSchema, annotations }) => ({
      name,
      title,
      description: leakedDescription(visit, name, description),
      inputSchema: z.toJSONSchema(inputSchema, { io: 'input' }) as { type: 'object' },
      annotations,
    }));
}

/** Entries of `resources/list`: the fixed ones, and the orders this caller may read. */
export function listResources(visit: Visit) {
  const fixed = SHOP_RESOURCES.filter(({ level }) => mayEver(level, visit.caller)).map(
    ({ name, uri, title, description, mimeType, annotations }) => ({
      name,
      uri,
      title,
      description,
      mimeType,
      annotations,
    }),
  );
  const { mimeType, annotations } = ORDER_TEMPLATE;
  const orders = ordersOf(visit).map(({ id }) => ({
    name: `order-${id}`,
    uri: orderUri(id),
    title: `Order ${id}`,
    mimeType,
    annotations,
  }));
  return [...fixed, ...orders];
}

/** Entries of `resources/templates/list`. */
export function listResourceTemplates({ caller }: Visit) {
  const { name, uriTemplate, title, description, mimeType, annotations, level } = ORDER_TEMPLATE;
  return mayEver(level, caller) ? [{ name, uriTemplate, title, description, mimeType, annotations }] : [];
}

/** Entries of `prompts/list`. */
export function listPrompts({ caller }: Visit) {
  return SHOP_PROMPTS.filter(({ level }) => mayEver(level, caller)).map(
    ({ name, title, description, argsSchema }) => ({
      name,
      title,
      description,
      arguments: argumentsOf(argsSchema),
    }),
  );
}

function argumentsOf(schema: ShopPrompt['argsSchema']) {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    ...(field.description === undefined ? {} : { description: field.description }),
    required: !field.safeParse(undefined).success,
  }));
}
