import type { ClientMetadataDocument } from '../types.ts';
import { LOOPBACK_REDIRECTS } from './clients.ts';

/** Hosts under `.test` exist in no public DNS (RFC 6761 section 6.2), so nothing outside the lab can answer for this one. */
const LAB_CLIENT_HOST = 'client.keyhole.test';

/** The client identifier the lab offers. `?redirect_uri=…` adds one redirect URI to its document. */
export const CLIENT_METADATA_URL = `https://${LAB_CLIENT_HOST}/client-metadata.json`;

/**
 * Resolves client-ID metadata documents without any network: the lab's own host, and the documents the lab was started
 * with. Everything else is 404: the lab never fetches what a client names.
 * @see draft-ietf-oauth-client-id-metadata-document, section 4
 */
export function resolveClientMetadata(
  url: string,
  known: Readonly<Record<string, ClientMetadataDocument>>,
): Response {
  const document = known[url] ?? labDocument(url);
  if (!document) return Response.json({ error: 'not_found' }, { status: 404 });
  return Response.json(document, { headers: { 'cache-control': 'max-age=30' } });
}

function labDocument(url: string): ClientMetadataDocument | undefined {
  const parsed = URL.parse(url);
  if (parsed?.host !== LAB_CLIENT_HOST || parsed.protocol !== 'https:') return undefined;
  return {
    client_id: url,
    client_name: 'Keyhole',
    application_type: 'native',
    redirect_uris: [...LOOPBACK_REDIRECTS, ...parsed.searchParams.getAll('redirect_uri')],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
