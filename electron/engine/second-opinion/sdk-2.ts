import { latestText } from '../../../shared/trace/fold.ts';
import { readLibraryError } from './library-words.ts';
import { AskedElsewhere } from './recorded-answer.ts';
import type { SdkFunctions } from './sdk-functions.ts';
import { ANY_PROVIDER } from './sdk-functions.ts';
import type { CallbackSubject, Opined } from './subject.ts';
import { accepts, serverOf } from './subject.ts';

/** Runs the transport's own way of taking an authorization response, up to the request for a token. */
async function finishAuth(
  { OAuthError, StreamableHTTPClientTransport }: typeof import('@modelcontextprotocol/client'),
  { url, session, target }: CallbackSubject,
): Promise<Opined> {
  const asked = 'finishAuth';
  const server = serverOf(session);
  const authProvider = {
    ...ANY_PROVIDER,
    // Found before, so that nothing but the answer is judged here.
    discoveryState: () => ({
      authorizationServerUrl: latestText(session, 'issuer') ?? server.issuer,
      authorizationServerMetadata: {
        authorization_endpoint: 'https://server.invalid/authorize',
        response_types_supported: ['code'],
        ...server,
        token_endpoint: 'https://server.invalid/token',
      },
      resourceMetadata: { resource: target },
    }),
    saveDiscoveryState: () => {},
  };
  const fetch = (to: string | URL): Promise<Response> => Promise.reject(new AskedElsewhere(String(to)));
  const transport = new StreamableHTTPClientTransport(new URL(target), { authProvider, fetch });
  try {
    await transport.finishAuth(url.searchParams);
  } catch (error) {
    if (!(error instanceof AskedElsewhere)) {
      const said = readLibraryError(error);
      // An error of the server arrived as a parameter here, not in a body.
      const at =
        error instanceof OAuthError ? [{ in: 'callback-url', parameter: 'error' } as const] : said.at;
      return { verdict: 'refuses', asked, differences: [], ...said, at };
    }
  }
  return accepts(asked, 'It goes on to redeem the code.');
}

/** SDK 2.x: `@modelcontextprotocol/client`. */
export async function loadSdk2(): Promise<SdkFunctions> {
  const sdk = await import('@modelcontextprotocol/client');
  return { ...sdk, finishAuth: (subject) => finishAuth(sdk, subject) };
}
