import { routeOfServerPath } from './authorization/authorization-server.ts';
import type { AuthorizationServer } from './authorization/authorization-server.ts';
import type { FaultBoard } from './faults/board.ts';
import { passThroughFaults } from './faults/front.ts';
import type { RequestHandler } from './listener.ts';
import { METADATA_PREFIX, buildResourceMetadata, sendJson, serveResource } from './mcp/resource-server.ts';
import type { ResourceServerSettings } from './mcp/resource-server.ts';

/** What stands behind one origin of the lab. */
export interface FrontDoorSettings {
  readonly board: FaultBoard;
  readonly origin: string;
  /** Those of other origins are never matched: they are found by their whole URL. */
  readonly resourceServers?: readonly ResourceServerSettings[];
  readonly server?: AuthorizationServer;
}

/** Leads each request of one origin to an MCP endpoint, a protected-resource document or the authorization server, through the faults. */
export function createFrontDoor(settings: FrontDoorSettings): RequestHandler {
  const { board, origin, resourceServers = [], server } = settings;
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const url = `${origin}${path}`;

    const resource = resourceServers.find((candidate) => candidate.url === url);
    if (resource) {
      const { metadataUrl } = resource;
      const routed = { route: 'mcp', origin, ...(metadataUrl === undefined ? {} : { metadataUrl }) } as const;
      return passThroughFaults(board, routed, request, response, () =>
        serveResource(resource, request, response),
      );
    }

    const isMetadata = path.startsWith(METADATA_PREFIX);
    if (server && !isMetadata) {
      const routed = { route: routeOfServerPath(path), origin };
      return passThroughFaults(board, routed, request, response, () => server.serve(request, response));
    }

    const documented = resourceServers.find((candidate) => candidate.metadataUrl === url);
    const route = isMetadata ? 'resource-metadata' : 'other';
    return passThroughFaults(board, { route, origin }, request, response, () => {
      if (documented) sendJson(response, 200, buildResourceMetadata(documented));
      else sendJson(response, 404, { error: 'not_found' });
    });
  };
}
