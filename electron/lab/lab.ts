/**
 * The lab: a real authorization server (oidc-provider) and real MCP servers (both SDK lines) on loopback, to inspect when
 * there is nothing else to inspect, and to test against.
 *
 * - `authorization/` signs people in and makes tokens; `mcp/` checks them; `shop/` is what is protected.
 * - `faults/` is a layer in front, and a list of defects that the servers ask for before they decide. Without a fault the lab
 *   breaks no rule and leaks nothing; each fault breaks exactly what it says.
 *
 * It may import the protocol libraries and Node. It must not know the engine, the rules or any host: what trips on a fault
 * is named by id only.
 */
import { randomUUID } from 'node:crypto';
import { CLIENT_METADATA_URL } from './authorization/client-metadata.ts';
import { createAuthorizationServer } from './authorization/authorization-server.ts';
import type { AuthorizationServer } from './authorization/authorization-server.ts';
import { createClients } from './authorization/clients.ts';
import type { ProtectedResource } from './authorization/provider.ts';
import { createFaultBoard } from './faults/board.ts';
import type { FaultBoard } from './faults/board.ts';
import { FAULTS } from './faults/catalogue.ts';
import { describeFault } from './faults/fault.ts';
import { createFrontDoor } from './front-door.ts';
import { createPeople } from './identities.ts';
import type { People } from './identities.ts';
import { listen } from './listener.ts';
import { createLegacyEndpoint } from './mcp/legacy-endpoint.ts';
import { createModernEndpoint } from './mcp/modern-endpoint.ts';
import { METADATA_PREFIX } from './mcp/resource-server.ts';
import type { ResourceServerSettings } from './mcp/resource-server.ts';
import { createIntrospectingVerifier, createSignedTokenVerifier } from './mcp/token-verifier.ts';
import type { TokenVerifier } from './mcp/token-verifier.ts';
import { DEFAULT_SHORT_TOKEN_SECONDS, defineVariants } from './mcp/variants.ts';
import type { VariantDefinition } from './mcp/variants.ts';
import type { ServedShop } from './mcp/endpoint.ts';
import { createFigureTools } from './shop/figure-tools.ts';
import { createShop } from './shop/shop.ts';
import { SHOP_TOOLS } from './shop/tools.ts';
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
  ShownBy,
} from './types.ts';

/** Every fault there is, without starting a lab. */
export const LAB_FAULTS: readonly LabFault[] = FAULTS.map(describeFault);

/** Starts a lab on free loopback ports. Throws an Error when a fault is not known. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const board = createFaultBoard(options.faults ?? []);
  const people = createPeople(options.customers ?? 0);
  const host = options.host ?? '127.0.0.1';
  const [clients, serverListener, mcpListener, ownListener] = await Promise.all([
    createClients(),
    listen(host),
    listen(host),
    listen(host),
  ]);
  const listeners = [serverListener, mcpListener, ownListener];
  const variants = defineVariants(options.shortTokenSeconds ?? DEFAULT_SHORT_TOKEN_SECONDS).map(
    (definition): PlacedVariant => {
      const { origin } = definition.ownAuthorizationServer ? ownListener : mcpListener;
      return { ...definition, url: `${origin}${definition.path}` };
    },
  );

  const startServer = (issuer: string, served: readonly PlacedVariant[], defaultResource?: string) =>
    createAuthorizationServer({
      issuer,
      people,
      clients,
      resources: served.map(toProtectedResource),
      ...(defaultResource === undefined ? {} : { defaultResource }),
      clientMetadata: options.clientMetadata ?? {},
      audienceFor: (resource) => board.policy('audience') ?? resource,
      misstatements: () => {
        const [issuer, clockOffset] = [board.policy('issuer'), board.policy('clockOffset')];
        return {
          ...(issuer === undefined ? {} : { issuer }),
          ...(clockOffset === undefined ? {} : { clockOffset }),
        };
      },
      rotatesRefreshTokens: () => board.policy('keepsRefreshTokens') !== true,
    });
  const own = variants.filter((variant) => variant.ownAuthorizationServer);
  const shared = variants.filter((variant) => !variant.ownAuthorizationServer);
  const [sharedServer, ownServer] = await Promise.all([
    startServer(serverListener.origin, shared),
    startServer(ownListener.origin, own, own[0]?.url),
  ]);

  const served: ServedShop = {
    shop: createShop(people),
    tools: [...SHOP_TOOLS, ...createFigureTools(options.tools ?? 0)],
    defects: board,
  };
  const resourceServers = variants.map((variant) =>
    createResourceServer(variant, {
      server: variant.ownAuthorizationServer ? ownServer : sharedServer,
      served,
      people,
      board,
    }),
  );
  serverListener.handle(createFrontDoor({ board, origin: serverListener.origin, server: sharedServer }));
  mcpListener.handle(createFrontDoor({ board, origin: mcpListener.origin, resourceServers }));
  ownListener.handle(
    createFrontDoor({ board, origin: ownListener.origin, resourceServers, server: ownServer }),
  );

  return {
    issuer: sharedServer.issuer,
    mcp: Object.fromEntries(variants.map(({ id, url }) => [id, url])),
    variants: variants.map(toLabVariant),
    identities: people.all,
    faults: LAB_FAULTS,
    activeFaults: () => board.active(),
    setFault: (id, on) => {
      board.set(id, on);
    },
    clients,
    clientMetadataUrl: CLIENT_METADATA_URL,
    close: async () => {
      await Promise.all(resourceServers.map(({ endpoint }) => endpoint.close()));
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

/** A variant with its address. */
interface PlacedVariant extends VariantDefinition {
  readonly url: string;
}

function toLabVariant({ id, url, title, description, revisions }: PlacedVariant): LabVariant {
  return { id, url, title, description, revisions };
}

function toProtectedResource({ url, tokenFormat, tokenSeconds }: PlacedVariant): ProtectedResource {
  return { url, format: tokenFormat, ttl: tokenSeconds };
}

/** What the resource servers of one lab have in common, and the authorization server each trusts. */
interface Surroundings {
  readonly server: AuthorizationServer;
  readonly served: ServedShop;
  readonly people: People;
  readonly board: FaultBoard;
}

function createResourceServer(
  variant: PlacedVariant,
  { server, served, people, board }: Surroundings,
): ResourceServerSettings {
  const { url, title, open, revisions, era, tokenFormat, ownAuthorizationServer } = variant;
  const { issuer, jwks, revocations, introspection } = server;
  const { origin, pathname } = new URL(url);
  const trusted = { issuer, resource: url, people, defects: board };
  return {
    url,
    title,
    issuer,
    open,
    ...(ownAuthorizationServer ? {} : { metadataUrl: `${origin}${METADATA_PREFIX}${pathname}` }),
    verify: forgiving(
      board,
      tokenFormat === 'jwt'
        ? createSignedTokenVerifier({ ...trusted, jwks, revocations })
        : createIntrospectingVerifier({ ...trusted, ...introspection }),
    ),
    tools: served.tools,
    defects: board,
    endpoint:
      era === 'legacy'
        ? createLegacyEndpoint({ ...served, revisions, newSessionId: sessionNames(board) })
        : createModernEndpoint({ ...served, revisions }),
  };
}

/** A verifier that, with the fault on, takes whatever it cannot validate for a token of alice. */
function forgiving(board: FaultBoard, verify: TokenVerifier): TokenVerifier {
  return async (token) => {
    const verdict = await verify(token);
    if (verdict.kind === 'valid' || board.policy('acceptsAnyToken') !== true) return verdict;
    const caller = { subject: 'alice', role: 'customer', scopes: ['orders:read'] } as const;
    return { kind: 'valid', caller, clientId: 'anybody', expiresAt: Math.floor(Date.now() / 1000) + 60 };
  };
}

/** Names of sessions: random, unless a fault makes them otherwise. */
function sessionNames(board: FaultBoard): () => string {
  let count = 0;
  return () => {
    const kind = board.policy('sessionIds');
    count += 1;
    if (kind === 'counted') return String(count);
    return kind === 'spaced' ? `the session ${randomUUID()}` : randomUUID();
  };
}
