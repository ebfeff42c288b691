import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  ListPromptsRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  LoggingLevelSchema,
  McpError,
  SetLevelRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type {
  LoggingLevel,
  ReadResourceResult,
  ServerNotification,
  ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from '../shop/caller.ts';
import { listPrompts, listResourceTemplates, listResources, listTools } from '../shop/lists.ts';
import { SHOP_PROMPTS } from '../shop/prompts.ts';
import { ORDER_TEMPLATE, SHOP_RESOURCES, readOrder, readResource } from '../shop/resources.ts';
import type { ResourceAnswer } from '../shop/resources.ts';
import { runTool } from '../shop/run-tool.ts';
import type { Visit } from '../shop/visit.ts';
import { SERVER_INFO, SERVER_INSTRUCTIONS } from './endpoint.ts';
import type { ServedShop } from './endpoint.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** @see MCP 2025-11-25, server/resources, Error Handling */
const RESOURCE_NOT_FOUND = -32002;

/** The 1.x server of one session, made for whoever opened it. */
export function createLegacyServer(served: ServedShop, caller: Caller | undefined): McpServer {
  const { shop, tools, defects } = served;
  const server = new McpServer(SERVER_INFO, {
    instructions: SERVER_INSTRUCTIONS,
    capabilities: { logging: {} },
  });
  let leastLevel: LoggingLevel = 'debug';
  const visitOf = ({ sendNotification }: Extra): Visit => ({
    shop,
    caller,
    defects,
    log: async ({ level, data, unasked }) => {
      if (!unasked && rankOf(level) < rankOf(leastLevel)) return;
      await sendNotification({ method: 'notifications/message', params: { level, logger: 'shop', data } });
    },
  });
  const lister: Visit = { shop, caller, defects, log: async () => undefined };

  for (const tool of tools) {
    const { name, title, description, inputSchema, annotations } = tool;
    server.registerTool(name, { title, description, inputSchema, annotations }, (input, extra) =>
      runTool(visitOf(extra), tool, input),
    );
  }
  for (const resource of SHOP_RESOURCES) {
    const { name, uri, title, description, mimeType, annotations } = resource;
    const face = { title, description, mimeType, annotations };
    server.registerResource(name, uri, face, async ({ href }, extra) =>
      toReadResult(href, await readResource(visitOf(extra), resource)),
    );
  }
  const { name, uriTemplate, title, description, mimeType } = ORDER_TEMPLATE;
  const template = new ResourceTemplate(uriTemplate, { list: undefined });
  const face = { title, description, mimeType };
  server.registerResource(name, template, face, async ({ href }, { orderId }, extra) =>
    toReadResult(href, await readOrder(visitOf(extra), String(orderId))),
  );
  for (const prompt of SHOP_PROMPTS) {
    const { name, title, description, argsSchema } = prompt;
    server.registerPrompt(name, { title, description, argsSchema: argsSchema.shape }, (args) => ({
      messages: [{ role: 'user', content: prompt.write(args) }],
    }));
  }

  // The SDK would list what is registered to everybody, and keeps the level of the log to itself.
  const lists = server.server;
  lists.setRequestHandler(ListToolsRequestSchema, () => ({ tools: listTools(lister, tools) }));
  lists.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: listResources(lister) }));
  lists.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: listResourceTemplates(lister),
  }));
  lists.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: listPrompts(lister) }));
  lists.setRequestHandler(SetLevelRequestSchema, ({ params }) => {
    leastLevel = params.level;
    return {};
  });
  return server;
}

function toReadResult(uri: string, answer: ResourceAnswer): ReadResourceResult {
  if (answer.kind !== 'content') {
    const reason = answer.kind === 'refused' ? answer.reason : 'Resource not found';
    throw new McpError(RESOURCE_NOT_FOUND, reason, { uri });
  }
  return { contents: [{ uri, mimeType: 'application/json', text: answer.text }] };
}

function rankOf(level: LoggingLevel): number {
  return LoggingLevelSchema.options.indexOf(level);
}
