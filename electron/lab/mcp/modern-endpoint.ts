import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  createMcpHandler,
} from '@modelcontextprotocol/server';
import type { ReadResourceResult, ServerContext } from '@modelcontextprotocol/server';
import { cacheFields } from '../shop/caching.ts';
import type { CacheScope } from '../shop/caching.ts';
import type { Caller } from '../shop/caller.ts';
import { listPrompts, listResourceTemplates, listResources, listTools } from '../shop/lists.ts';
import { SHOP_PROMPTS } from '../shop/prompts.ts';
import { ORDER_TEMPLATE, SHOP_RESOURCES, readOrder, readResource } from '../shop/resources.ts';
import type { ResourceAnswer } from '../shop/resources.ts';
import { runTool } from '../shop/run-tool.ts';
import type { LogLine, Visit } from '../shop/visit.ts';
import { SERVER_INFO, SERVER_INSTRUCTIONS } from './endpoint.ts';
import type { McpEndpoint, ServedShop } from './endpoint.ts';

/** How the 2.x SDK is to serve. */
export interface ModernEndpointSettings extends ServedShop {
  /** Revisions spoken, newest first. Those before 2026-07-28 are served without sessions. */
  readonly revisions: readonly string[];
}

/** The shop on the 2.x SDK: one server per request, no sessions. @see MCP 2026-07-28, basic/transports/streamable-http */
export function createModernEndpoint(settings: ModernEndpointSettings): McpEndpoint {
  const speaksLegacy = settings.revisions.some((revision) => revision < '2026-07-28');
  const handler = createMcpHandler(
    ({ authInfo }) => createServer(settings, authInfo?.extra?.caller as Caller | undefined),
    { legacy: speaksLegacy ? 'stateless' : 'reject' },
  );
  const serve = toNodeHandler(handler);
  return {
    serve: async (request, response, body, call) => {
      if (call) {
        Object.assign(request, {
          auth: {
            token: call.token,
            clientId: call.clientId,
            scopes: [...(call.caller?.scopes ?? [])],
            expiresAt: call.expiresAt,
            extra: { caller: call.caller },
          },
        });
      }
      // The adapter's own request type forbids an explicit undefined, which Node's has.
      await serve(request as Parameters<typeof serve>[0], response, body);
    },
    close: () => handler.close(),
  };
}

/** The server of one request, made for whoever sent it. */
function createServer(settings: ModernEndpointSettings, caller: Caller | undefined): McpServer {
  const { shop, tools, defects, revisions } = settings;
  const server = new McpServer(SERVER_INFO, {
    instructions: SERVER_INSTRUCTIONS,
    supportedProtocolVersions: [...revisions],
    capabilities: { logging: {} },
    cacheHints: { 'server/discover': cacheFields('public', defects) },
  });
  const visitOf = (context: ServerContext): Visit => ({ shop, caller, defects, log: logTo(context) });
  const lister: Visit = { shop, caller, defects, log: async () => undefined };

  for (const tool of tools) {
    const { name, title, description, inputSchema, annotations } = tool;
    server.registerTool(name, { title, description, inputSchema, annotations }, (input, context) =>
      runTool(visitOf(context), tool, input),
    );
  }
  for (const resource of SHOP_RESOURCES) {
    const { name, uri, title, description, mimeType, annotations, cacheScope } = resource;
    server.registerResource(
      name,
      uri,
      { title, description, mimeType, annotations },
      async ({ href }, context) => {
        const visit = visitOf(context);
        return toReadResult(href, await readResource(visit, resource), visit, cacheScope);
      },
    );
  }
  const { name, uriTemplate, title, description, mimeType, annotations, cacheScope } = ORDER_TEMPLATE;
  const template = new ResourceTemplate(uriTemplate, { list: undefined });
  server.registerResource(
    name,
    template,
    { title, description, mimeType, annotations },
    async ({ href }, { orderId }, context) => {
      const visit = visitOf(context);
      return toReadResult(href, await readOrder(visit, String(orderId)), visit, cacheScope);
    },
  );
  for (const prompt of SHOP_PROMPTS) {
    const { name, title, description, argsSchema } = prompt;
    server.registerPrompt(name, { title, description, argsSchema }, (args) => ({
      messages: [{ role: 'user', content: prompt.write(args) }],
    }));
  }

  // The SDK would list what is registered to everybody. What a caller is shown is nobody else's list.
  const lists = server.server;
  const mine = cacheFields('private', defects);
  lists.setRequestHandler('tools/list', () => ({ tools: listTools(lister, tools), ...mine }));
  lists.setRequestHandler('resources/list', () => ({ resources: listResources(lister), ...mine }));
  lists.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: listResourceTemplates(lister),
    ...mine,
  }));
  lists.setRequestHandler('prompts/list', () => ({ prompts: listPrompts(lister), ...mine }));
  return server;
}

function toReadResult(
  uri: string,
  answer: ResourceAnswer,
  { defects }: Visit,
  cacheScope: CacheScope,
): ReadResourceResult {
  if (answer.kind === 'not-found') throw new ResourceNotFoundError(uri);
  if (answer.kind === 'refused') throw new ProtocolError(ProtocolErrorCode.InvalidParams, answer.reason);
  return {
    contents: [{ uri, mimeType: 'application/json', text: answer.text }],
    ...cacheFields(cacheScope, defects),
  };
}

/** Sends log lines on the stream of the response; the SDK holds back what the request did not ask for. */
function logTo({ mcpReq }: ServerContext): (line: LogLine) => Promise<void> {
  return async ({ level, data, unasked }) => {
    if (unasked) {
      await mcpReq.notify({ method: 'notifications/message', params: { level, logger: 'shop', data } });
    } else {
      await mcpReq.log(level, data, 'shop');
    }
  };
}
