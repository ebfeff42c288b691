import type { JsonWebKey } from 'node:crypto';

/** The stages a fault can spoil; the same words as the stages of the flow. */
export type FaultStage =
  | 'challenge'
  | 'resource-metadata'
  | 'server-metadata'
  | 'registration'
  | 'authorization-request'
  | 'authorization-response'
  | 'token'
  | 'mcp'
  | 'refresh'
  | 'step-up'
  | 'introspection'
  | 'revocation';

/** One deliberate defect of the lab, as it is listed to a person. */
export interface LabFault {
  readonly id: string;
  readonly title: string;
  /** One line: what a person learns by meeting this defect. */
  readonly description: string;
  readonly stage: FaultStage;
  /** Ids of the rules this defect must trip. */
  readonly trips: readonly string[];
  /** Whether a client that follows the specification stops because of it. */
  readonly refuses: boolean;
  /** What a person must do to meet it: run a flow, compare callers in the matrix, or read the privacy report. */
  readonly shownBy: ShownBy;
}

/** The part of Keyhole that meets a fault. */
export type ShownBy = 'flow' | 'matrix' | 'privacy';

/** What an identity is to the shop. */
export type LabRole = 'customer' | 'admin';

/** A person who can sign in at the lab, with every scope that person may be granted. */
export interface LabIdentity {
  readonly id: string;
  readonly name: string;
  readonly role: LabRole;
  readonly scopes: readonly string[];
}

/** One MCP server of the lab. */
export interface LabVariant {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly description: string;
  /** Revisions of MCP this server speaks, newest first. */
  readonly revisions: readonly string[];
}

/** How a client proves itself at the token endpoint. @see RFC 7591 section 2 */
export type LabClientAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** A client that is known to the lab's authorization servers from the start. */
export interface LabClient {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly tokenEndpointAuthMethod: LabClientAuthMethod;
  /** The private ES256 key of a `private_key_jwt` client; its public half is registered. */
  readonly privateJwk?: JsonWebKey;
  readonly grantTypes: readonly string[];
  /** Loopback redirect URIs; any port is accepted (RFC 8252 section 7.3). */
  readonly redirectUris: readonly string[];
}

/** A client-ID metadata document. @see draft-ietf-oauth-client-id-metadata-document */
export interface ClientMetadataDocument {
  readonly client_id: string;
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
  readonly [field: string]: unknown;
}

/** How to start a lab. */
export interface LabOptions {
  /** Ids of the faults that are on from the start. */
  readonly faults?: readonly string[];
  readonly host?: '127.0.0.1';
  /** More client-ID metadata documents the lab shall resolve by itself, by URL. */
  readonly clientMetadata?: Readonly<Record<string, ClientMetadataDocument>>;
  /** Lifetime in seconds of the tokens for the `short` variant; 5 unless told. */
  readonly shortTokenSeconds?: number;
  /** How many read-only tools there are besides the eight of the shop, for measurements; none unless told. */
  readonly tools?: number;
  /** How many customers there are besides those of every lab, for measurements; none unless told. */
  readonly customers?: number;
}

/** A running lab. */
export interface Lab {
  /** The issuer of the shared authorization server, without a trailing slash. */
  readonly issuer: string;
  /** Variant id to MCP endpoint URL. */
  readonly mcp: Readonly<Record<string, string>>;
  readonly variants: readonly LabVariant[];
  readonly identities: readonly LabIdentity[];
  /** The whole catalogue, on or off. */
  readonly faults: readonly LabFault[];
  activeFaults(): readonly string[];
  /** Switches a fault while the lab runs. Throws an Error that names the known ids when this one is not known. */
  setFault(id: string, on: boolean): void;
  readonly clients: readonly LabClient[];
  /** A client identifier that is a URL; the lab resolves its document without any network. */
  readonly clientMetadataUrl: string;
  /** Stops listening and drops everything that is held. */
  close(): Promise<void>;
}
