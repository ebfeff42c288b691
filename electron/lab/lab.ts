/**
 * The lab: a real authorization server (oidc-provider) and real MCP servers (both SDK lines) on loopback, to inspect when
 * there is nothing else to inspect, and to test against.
 *
 * - `authorization/` signs people in and makes tokens; `mcp/` checks them; `shop/` is what is protected.
 * - `faults/` is a layer in front. Without a fault the lab breaks no rule; each fault breaks exactly what it says.
 *
 * It may import the protocol libraries and Node. It must not know the engine, the rules or any host: what trips on a fault
 * is named by id only.
 */
import { CLIENT_METADATA_URL } from './authorization/client-metadata.ts';
import { createAuthorizationServer, routeOfServerPath } from './authorization/authorization-server.ts';
import type { AuthorizationServer } from './authorization/authorization-server.ts';
import { createClients } from './authorization/clients.ts';
import { createFaultBoard } from './faults/board.ts';
import { FAULTS } from './faults/catalogue.ts';
import type { RoutedRequest } from './faults/front.ts';
import { passThroughFaults } from './faults/front.ts';
import { IDENTITIES } from './identities.ts';
import { listen } from './listener.ts';
import { createLegacyEndpoint } from './mcp/legacy-endpoint.ts';
import { createModernEndpoint } from './mcp/modern-endpoint.ts';
import { METADATA_PREFIX, buildResourceMetadata, sendJson, serveResource } from './mcp/resource-server.ts';
import type { ResourceServerSettings } from './mcp/resource-server.ts';
import { createIntrospectingVerifier, createSignedTokenVerifier } from './mcp/token-verifier.ts';
import { defineVariants } from './mcp/variants.ts';
import type { VariantDefinition } from './mcp/variants.ts';
import { createShop } from './shop/shop.ts';
import type { Shop } from './shop/shop.ts';
import type { Lab, LabFault, LabOptions, LabVariant } from './types.ts';

export type {
  ClientMetadataDocument,
  FaultStage,
  Lab,
  LabClient,
  LabClientAuthMethod,
  LabFault,
  LabIdentity,
  LabOptions,
  LabRole,
  LabVariant,
} from './types.ts';

/** Every fault there is, without starting a lab. */
export const LAB_FAULTS: readonly LabFault[] = FAULTS.map(
  ({ id, title, description, stage, trips, refuses }) => ({ id, title, description, stage, trips, refuses }),
);

/** Starts a lab on free loopback ports. Throws an Error when a fault is not known. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const board = createFaultBoard(options.faults ?? []);
  const host = options.host ?? '127.0.0.1';
  const definitions = defineVariants(options.shortTokenSeconds ?? 5);
  const [clients, serverListener, mcpListener, ownListener] = await Promise.all([
    createClients(),
    listen(host),
    listen(host),
    listen(host),
  ]);
  const originOf = (definition: VariantDefinition): string =>
    definition.ownAuthorizationServer ? ownListener.origin : mcpListener.origin;
  const variants: (VariantDefinition & LabVariant)[] = definitions.map((definition) => ({
    ...definition,
    url: `${originOf(definition)}${definition.path}`,
  }));
  const toResource = (variant: VariantDefinition & LabVariant) => ({
    url: variant.url,
    format: variant.tokenFormat,
    ttl: variant.tokenSeconds,
  });
  const shared = variants.filter((variant) => !variant.ownAuthorizationServer);
  const own = variants.filter((variant) => variant.ownAuthorizationServer);

  const common = {
    clients,
    clientMetadata: options.clientMetadata ?? {},
    audienceFor: (resource: string) => board.policy('audience') ?? resource,
    rotatesRefreshTokens: () => board.policy('keepsRefreshTokens') !== true,
  };
  const defaultResource = own[0]?.url;
  const [sharedServer, ownServer] = await Promise.all([
    createAuthorizationServer({
      ...common,
      issuer: serverListener.origin,
      resources: shared.map(toResource),
    }),
    createAuthorizationServer({
      ...common,
      issuer: ownListener.origin,
      resources: own.map(toResource),
      ...(defaultResource === undefined ? {} : { defaultResource }),
    }),
  ]);

  const shop = createShop();
  const resourceServers = new Map(
    variants.map((variant) => {
      const server = variant.ownAuthorizationServer ? ownServer : sharedServer;
      return [variant.url, createResourceServer(variant, server, shop)];
    }),
  );

  serverListener.handle((request, response) => {
    const route = routeOfServerPath(pathOf(request.url));
    const routed: RoutedRequest = { route, origin: serverListener.origin };
    return passThroughFaults(board, routed, request, response, () => sharedServer.serve(request, response));
  });

  for (const listener of [mcpListener, ownListener]) {
    listener.handle((request, response) => {
      const path = pathOf(request.url);
      const { origin } = listener;
      const resource = resourceServers.get(`${origin}${path}`);
      if (resource) {
        const routed: RoutedRequest = {
          route: 'mcp',
          origin,
          ...(resource.metadataUrl === undefined ? {} : { metadataUrl: resource.metadataUrl }),
        };
        return passThroughFaults(board, routed, request, response, () =>
          serveResource(resource, request, response),
        );
      }
      const documented = [...resourceServers.values()].find(
        (entry) => entry.metadataUrl === `${origin}${path}`,
      );
      if (listener === ownListener && !path.startsWith(METADATA_PREFIX)) {
        const routed: RoutedRequest = { route: routeOfServerPath(path), origin };
        return passThroughFaults(board, routed, request, response, () => ownServer.serve(request, response));
      }
      const route = path.startsWith(METADATA_PREFIX) ? 'resource-metadata' : 'other';
      return passThroughFaults(board, { route, origin }, request, response, () => {
        if (documented) sendJson(response, 200, buildResourceMetadata(documented));
        else sendJson(response, 404, { error: 'not_found' });
      });
    });
  }

  return {
    issuer: sharedServer.issuer,
    mcp: Object.fromEntries(variants.map(({ id, url }) => [id, url])),
    variants: variants.map(({ id, url, title, description, revisions }) => ({
      id,
      url,
      title,
      description,
      revisions,
    })),
    identities: IDENTITIES,
    faults: LAB_FAULTS,
    activeFaults: () => board.active(),
    setFault: (id, on) => {
      board.set(id, on);
    },
    clients,
    clientMetadataUrl: CLIENT_METADATA_URL,
    close: async () => {
      await Promise.all([...resourceServers.values()].map(({ endpoint }) => endpoint.close()));
      await Promise.all([serverListener, mcpListener, ownListener].map((listener) => listener.close()));
    },
  };
}

function createResourceServer(
  variant: VariantDefinition & LabVariant,
  server: AuthorizationServer,
  shop: Shop,
): ResourceServerSettings {
  const { url, title, open, revisions, era, tokenFormat, ownAuthorizationServer } = variant;
  const { issuer, jwks, revocations, introspection } = server;
  const { origin, pathname } = new URL(url);
  return {
    url,
    title,
    issuer,
    open,
    ...(ownAuthorizationServer ? {} : { metadataUrl: `${origin}${METADATA_PREFIX}${pathname}` }),
    verify:
      tokenFormat === 'jwt'
        ? createSignedTokenVerifier({ issuer, resource: url, jwks, revocations })
        : createIntrospectingVerifier({ ...introspection, issuer, resource: url }),
    endpoint:
      era === 'legacy'
        ? createLegacyEndpoint({ shop, revisions })
        : createModernEndpoint({ shop, revisions }),
  };
}

function pathOf(url: string | undefined): string {
  return (url ?? '/').split('?', 1)[0] ?? '/';
}
