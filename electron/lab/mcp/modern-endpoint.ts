import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import type { Caller } from '../shop/caller.ts';
import type { Shop } from '../shop/shop.ts';
import { SHOP_PROMPTS, SHOP_RESOURCES } from '../shop/texts.ts';
import { SHOP_TOOLS } from '../shop/tools.ts';
import { SERVER_INFO, SERVER_INSTRUCTIONS } from './endpoint.ts';
import type { McpEndpoint } from './endpoint.ts';

/** How the 2.x SDK is to serve. */
export interface ModernEndpointSettings {
  readonly shop: Shop;
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

function createServer({ shop, revisions }: ModernEndpointSettings, caller: Caller | undefined): McpServer {
  const server = new McpServer(SERVER_INFO, {
    instructions: SERVER_INSTRUCTIONS,
    supportedProtocolVersions: [...revisions],
  });
  for (const tool of SHOP_TOOLS) {
    const { name, title, description, inputSchema, annotations } = tool;
    server.registerTool(name, { title, description, inputSchema, annotations }, (input) =>
      tool.run(shop, caller, input),
    );
  }
  for (const resource of SHOP_RESOURCES) {
    const { name, uri, title, description, mimeType, annotations } = resource;
    server.registerResource(name, uri, { title, description, mimeType, annotations }, () => ({
      contents: [{ uri, mimeType, text: JSON.stringify(resource.read(shop)) }],
    }));
  }
  for (const prompt of SHOP_PROMPTS) {
    const { name, title, description, argsSchema } = prompt;
    server.registerPrompt(name, { title, description, argsSchema }, (args) => ({
      messages: [{ role: 'user', content: prompt.write(args) }],
    }));
  }
  return server;
}
