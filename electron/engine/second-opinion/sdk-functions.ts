// The functions that both lines of the official SDK have, by the little that is asked of them.

import type { CallbackSubject, Opined } from './subject.ts';

type Fetch = (input: string | URL) => Promise<Response>;

interface ResourceDocument {
  [member: string]: unknown;
  resource: string;
  authorization_servers?: string[] | undefined;
}

interface ServerDocument {
  [member: string]: unknown;
  issuer: string;
  response_types_supported: string[];
  authorization_endpoint: string;
  token_endpoint: string;
}

/** A client as far as the functions want one: nothing of it is ever sent. */
export const ANY_CLIENT = {
  clientInformation: { client_id: 'none' },
  redirectUrl: 'http://127.0.0.1/callback',
};

/** A program around the SDK that has nothing and keeps nothing. */
export const ANY_PROVIDER = {
  redirectUrl: ANY_CLIENT.redirectUrl,
  clientMetadata: { redirect_uris: [ANY_CLIENT.redirectUrl] },
  clientInformation: () => ANY_CLIENT.clientInformation,
  tokens: () => undefined,
  saveTokens: () => {},
  redirectToAuthorization: () => {},
  saveCodeVerifier: () => {},
  codeVerifier: () => 'none',
};

/** Methods, not properties: each line's own types are narrower than what is asked here. */
export interface SdkFunctions {
  extractWWWAuthenticateParams(response: Response): {
    resourceMetadataUrl?: URL | undefined;
    scope?: string | undefined;
    error?: string | undefined;
  };
  discoverOAuthProtectedResourceMetadata(
    server: string,
    options: { resourceMetadataUrl?: URL },
    fetchFn: Fetch,
  ): Promise<ResourceDocument>;
  discoverOAuthServerInfo(
    server: string,
    options: { resourceMetadataUrl?: URL; fetchFn: Fetch },
  ): Promise<unknown>;
  selectResourceURL(
    server: string,
    provider: typeof ANY_PROVIDER,
    document: ResourceDocument,
  ): Promise<URL | undefined>;
  discoverAuthorizationServerMetadata(
    server: string,
    options: { fetchFn: Fetch },
  ): Promise<ServerDocument | undefined>;
  startAuthorization(
    server: string,
    options: typeof ANY_CLIENT & { metadata?: ServerDocument },
  ): Promise<{ authorizationUrl: URL }>;
  /** Since 2.x. Throws when the endpoint is plain http outside the machine. */
  assertSecureTokenEndpoint?(endpoint: string): URL;
  exchangeAuthorization(
    server: string,
    options: {
      clientInformation: { client_id: string };
      authorizationCode: string;
      codeVerifier: string;
      redirectUri: string;
      fetchFn: Fetch;
    },
  ): Promise<unknown>;
  refreshAuthorization(
    server: string,
    options: { clientInformation: { client_id: string }; refreshToken: string; fetchFn: Fetch },
  ): Promise<unknown>;
  registerClient(
    server: string,
    options: { clientMetadata: { redirect_uris: string[] }; fetchFn: Fetch },
  ): Promise<unknown>;
  /** Since 2.x: what it makes of the URL that a browser brought back. 1.x is handed the code alone. */
  finishAuth?(subject: CallbackSubject): Promise<Opined>;
}
