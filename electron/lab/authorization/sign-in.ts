import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, interactionPolicy } from 'oidc-provider';
import type { default as Provider, KoaContextWithOIDC } from 'oidc-provider';
import { BASE_SCOPE } from '../identities.ts';
import type { People } from '../identities.ts';
import { saveGrant, scopeRequestOf } from './grants.ts';
import { renderSignInPage } from './sign-in-page.ts';

/** Where the sign-in page lives. */
export const SIGN_IN_PATH = '/sign-in/';

/** `login_hint` with this value answers as somebody who presses Deny. */
const DENYING_HINT = 'nobody';

const MAX_FORM_BYTES = 16 * 1024;

/** Identities that `login_hint` already answered for; a context is one request, so nothing outlives it. */
const answeredByHint = new WeakSet<object>();

/**
 * Runs for every authorization request. When `login_hint` names an identity of the lab, that identity is signed in and
 * consents at once, so a client without a browser reaches its redirect URI in a single redirect, no cookies needed.
 * A request without `scope` gets the default scope (RFC 6749 section 3.3).
 */
export async function answerLoginHint(people: People, ctx: KoaContextWithOIDC): Promise<void> {
  const { params, session } = ctx.oidc;
  if (!params || !session) return;
  if (params.resource === undefined) {
    throw new errors.InvalidTarget('name the MCP server the token is for in "resource" (RFC 8707)');
  }
  params.scope ??= BASE_SCOPE;
  const hint = params.login_hint;
  if (hint === DENYING_HINT) {
    throw new errors.AccessDenied('the person said no');
  }
  const identity = typeof hint === 'string' ? people.find(hint) : undefined;
  if (!identity) return;
  session.loginAccount({ accountId: identity.id, transient: true, loginTs: Math.floor(Date.now() / 1000) });
  answeredByHint.add(ctx);
}

/** The grant this request is about: made on the spot for a hint, else the one the sign-in page made. */
export async function findGrant(people: People, ctx: KoaContextWithOIDC) {
  const { provider, params, account, result } = ctx.oidc;
  const identity = answeredByHint.has(ctx) ? people.find(account?.accountId) : undefined;
  if (identity && params) return saveGrant(provider, identity, scopeRequestOf(params));
  const grantId = result?.consent?.grantId;
  return grantId === undefined ? undefined : provider.Grant.find(grantId);
}

/**
 * One page for sign-in and consent together: asked every time, unless a hint has answered, because somebody testing with
 * three identities must be able to choose again.
 */
export function createSignInPolicy() {
  const policy = interactionPolicy.base();
  const { Check, Prompt } = interactionPolicy;
  policy.clear();
  policy.add(
    new Prompt(
      { name: 'login', requestable: true },
      new Check('lab_sign_in', 'somebody must sign in', 'login_required', (ctx) =>
        answeredByHint.has(ctx) || ctx.oidc.result?.login !== undefined
          ? Check.NO_NEED_TO_PROMPT
          : Check.REQUEST_PROMPT,
      ),
    ),
  );
  policy.add(
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('lab_consent', 'somebody must agree', 'consent_required', (ctx) =>
        answeredByHint.has(ctx) || ctx.oidc.result?.consent !== undefined
          ? Check.NO_NEED_TO_PROMPT
          : Check.REQUEST_PROMPT,
      ),
    ),
  );
  return policy;
}

/** Shows the sign-in page, and takes its answer. */
export async function handleSignIn(
  provider: Provider,
  people: People,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let interaction;
  try {
    interaction = await provider.interactionDetails(request, response);
  } catch {
    sendPage(response, 400, renderExpired(), '');
    return;
  }
  const client = await provider.Client.find(String(interaction.params.client_id));
  const scopeRequest = scopeRequestOf(interaction.params);
  const redirectUri = String(interaction.params.redirect_uri);

  if (request.method !== 'POST') {
    const page = renderSignInPage({
      action: request.url ?? '',
      people: people.all,
      clientName: client?.clientName ?? client?.clientId ?? 'A client',
      clientId: client?.clientId ?? '',
      redirectUri,
      resources: scopeRequest.resources,
      scopes: scopeRequest.scopes,
    });
    sendPage(response, 200, page, redirectUri);
    return;
  }

  const form = new URLSearchParams(await readForm(request));
  const identity = people.find(form.get('identity') ?? undefined);
  if (form.get('decision') !== 'allow' || !identity) {
    const denied = { error: 'access_denied', error_description: 'the person said no' };
    await provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
    return;
  }
  const grant = await saveGrant(provider, identity, scopeRequest, form.getAll('scope'));
  const result = { login: { accountId: identity.id, remember: false }, consent: { grantId: grant.jti } };
  const returnTo = await provider.interactionResult(request, response, result, {
    mergeWithLastSubmission: false,
  });
  await forgetPreviousPerson(provider, interaction.session?.uid);
  response.writeHead(303, { location: returnTo, 'cache-control': 'no-store' }).end();
}

/**
 * A browser that signed somebody else in before would be shown the provider's own sign-out page, which needs a script.
 * The lab asks who it is every time, so nothing is lost by forgetting the one before.
 */
async function forgetPreviousPerson(provider: Provider, sessionUid: string | undefined): Promise<void> {
  const session = sessionUid === undefined ? undefined : await provider.Session.findByUid(sessionUid);
  if (!session) return;
  delete session.accountId;
  await session.persist();
}

async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) throw new Error('the sign-in form is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendPage(response: ServerResponse, status: number, html: string, redirectUri: string): void {
  // Chromium applies form-action to the redirects that follow a form, so the client's own address must be allowed.
  const target = URL.parse(redirectUri);
  const formAction = target ? ` ${target.origin === 'null' ? target.protocol : target.origin}` : '';
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; " +
      `form-action 'self'${formAction}`,
  });
  response.end(html);
}

function renderExpired(): string {
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in is over</title>' +
    '<p>This sign-in is over or belongs to another browser. Start it again from the client.</p></html>'
  );
}
