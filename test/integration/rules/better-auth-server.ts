// Better Auth with its MCP plugin: an authorization server of another family, with its own ideas of issuer paths,
// application types, tokens and refusals. Its pages agree to everything for carol, as a person would by pressing buttons.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { mcp, requireMcpAuth } from '@better-auth/mcp';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { toNodeHandler as toAuthHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { IndependentServer } from './independent-servers.ts';
import { listen, notes } from './independent-servers.ts';

const CAROL = { email: 'carol@example.com', password: 'a long password of carol' };

/** Better Auth as its documentation sets it up for MCP, with dynamic registration switched on. */
export async function startBetterAuth(): Promise<IndependentServer> {
  const door = await listen();
  const { origin } = door;
  const url = `${origin}/mcp`;
  const auth = betterAuth({
    baseURL: origin,
    secret: 'RfI8kXy3mQb7Zt0wLc5Vn1Gd9Hs2Pj6u',
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true },
    plugins: [
      jwt(),
      mcp({
        loginPage: '/sign-in',
        consentPage: '/consent',
        resource: url,
        scopes: ['openid', 'offline_access', 'notes:read'],
        allowDynamicClientRegistration: true,
        allowUnauthenticatedClientRegistration: true,
        // Its types are not written for `exactOptionalPropertyTypes`.
      }) as BetterAuthPlugin,
    ],
  });
  await auth.api.signUpEmail({ body: { ...CAROL, name: 'Carol' } });

  /** What the page of the application asks of Better Auth when the button is pressed; it says where to go on. */
  const press = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    body: object,
  ): Promise<void> => {
    const answer = await auth.handler(
      new Request(`${origin}/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie: request.headers.cookie ?? '' },
        body: JSON.stringify({ ...body, oauth_query: request.url?.split('?')[1] ?? '' }),
      }),
    );
    const said: unknown = await answer.json();
    const to = isJsonObject(said) && typeof said['url'] === 'string' ? said['url'] : '/';
    response.writeHead(302, { location: to, 'set-cookie': answer.headers.getSetCookie() }).end();
  };

  const handler = notes();
  const gate = requireMcpAuth(auth, (request) => handler.fetch(request), {
    resource: url,
    requiredScopes: ['notes:read'],
  });
  const serveMcp = toNodeHandler({ fetch: gate });
  const serveAuth = toAuthHandler(auth);
  door.handle((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname === '/mcp') void serveMcp(request as Parameters<typeof serveMcp>[0], response);
    else if (pathname === '/sign-in') void press(request, response, '/sign-in/email', CAROL);
    else if (pathname === '/consent') void press(request, response, '/oauth2/consent', { accept: true });
    else void serveAuth(request, response);
  });
  return {
    url,
    close: async () => {
      await Promise.all([door.close(), handler.close()]);
    },
  };
}
