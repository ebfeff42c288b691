// How the client gets its identifier: pre-registered, metadata document, dynamic, or asked of the person.

import { clientIdFault } from '../../../../shared/protocol/client-metadata.ts';
import { isJsonObject, texts } from '../../../../shared/protocol/json.ts';
import { CLIENT_INFO } from '../../../../shared/protocol/mcp-message.ts';
import type { ClientAuthMethod, RegistrationMethod } from '../../../../shared/trace/event.ts';
import { latest, latestText } from '../../../../shared/trace/fold.ts';
import { advertises } from './discovery.ts';
import { currentEndpoint } from './endpoint.ts';
import type { Move, NewValue, Situation } from './move.ts';
import { exchangesOfStage, given, learntSince, made, stageEntry } from './move.ts';

/** Methods the token endpoint names; absent means `client_secret_basic` (RFC 8414 §2). */
function tokenEndpointMethods(situation: Situation): readonly string[] | undefined {
  const metadata = latest(situation.session, 'authorization_server_metadata');
  return texts(metadata, 'token_endpoint_auth_methods_supported');
}

/** The method of a client that somebody registered by hand, from what the settings and secrets hold. */
function presumedMethod(situation: Situation): ClientAuthMethod {
  const { settings, ports } = situation;
  if (settings.clientAuth !== undefined) return settings.clientAuth;
  if (ports.secrets.privateKey !== undefined) return 'private_key_jwt';
  if ((ports.secrets.clientSecret ?? '') === '') return 'none';
  const supported = tokenEndpointMethods(situation);
  return supported && !supported.includes('client_secret_basic') && supported.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic';
}

type Way = Exclude<RegistrationMethod, 'auto'> | 'ask';

/** The first way that is open, in the order of the revision (MCP 2025-11-25, "Client Registration Approaches"). */
function chooseWay(situation: Situation): Way {
  const { session, settings, policy } = situation;
  if (settings.registration !== 'auto') {
    if (settings.registration === 'preregistered' && settings.clientId === undefined) return 'ask';
    return settings.registration;
  }
  if (settings.clientId !== undefined) return 'preregistered';
  const documents = policy.clientMetadataDocuments && settings.clientMetadataUrl !== undefined;
  if (documents && advertises(session, 'client_id_metadata_document_supported')) return 'cimd';
  if (currentEndpoint(session, 'registration_endpoint') !== undefined) return 'dcr';
  return 'ask';
}

function registered(situation: Situation, way: Way, values: readonly NewValue[]): Move {
  return {
    kind: 'learn',
    values: [
      ...values,
      made('client_issuer', latestText(situation.session, 'issuer'), 'recorded-with-client', ['issuer']),
      made('registration_method', way, 'registration-order'),
    ],
  };
}

function preregistered(situation: Situation): Move {
  const { session, settings } = situation;
  const issuer = latestText(session, 'issuer') ?? '';
  const bound = settings.clientIssuer ?? latestText(session, 'client_issuer');
  const seen = session.values.get('issuer')?.at(-1)?.from;
  if (bound !== undefined && bound !== issuer && !session.overrides.has('registration/issuer-binding')) {
    return {
      kind: 'refuse',
      finding: {
        ruleId: 'registration/issuer-binding',
        verdict: 'fail',
        severity: 'error',
        stage: 'registration',
        message:
          'The pre-registered client belongs to another authorization server than the one the metadata names now.',
        expected: bound,
        actual: issuer,
        fix: 'Register a client with the new server and enter its client_id, or correct the resource metadata.',
        evidence: seen?.kind === 'seen' ? [{ event: seen.event, at: seen.at }] : [],
      },
    };
  }
  const secret = situation.ports.secrets.clientSecret;
  return registered(situation, 'preregistered', [
    given('client_id', settings.clientId, 'settings'),
    ...(secret === undefined ? [] : [given('client_secret', secret, 'settings', true)]),
    made('token_endpoint_auth_method', presumedMethod(situation), 'client-authentication'),
  ]);
}

function metadataDocument(situation: Situation): Move {
  const url = situation.settings.clientMetadataUrl;
  if (url === undefined) {
    return {
      kind: 'fail',
      stage: 'registration',
      message:
        'A client-ID metadata document needs the https URL it is hosted at. Enter it in the settings; `keyhole client-metadata` makes the document.',
    };
  }
  const fault = clientIdFault(url);
  if (fault !== undefined) return { kind: 'fail', stage: 'registration', message: fault };
  return registered(situation, 'cimd', [
    given('client_id', url, 'settings'),
    made(
      'token_endpoint_auth_method',
      situation.ports.secrets.privateKey === undefined ? 'none' : 'private_key_jwt',
      'client-authentication',
    ),
  ]);
}

function registrationDraft(situation: Situation): Move {
  const { session, policy, settings } = situation;
  const endpoint = currentEndpoint(session, 'registration_endpoint');
  if (endpoint === undefined) {
    return {
      kind: 'fail',
      stage: 'registration',
      message:
        'The authorization server has no registration endpoint. Use a pre-registered client: enter its client_id.',
    };
  }
  const supported = tokenEndpointMethods(situation);
  const method =
    settings.clientAuth ??
    (supported === undefined || supported.includes('none')
      ? 'none'
      : (['client_secret_basic', 'client_secret_post'].find((known) => supported.includes(known)) ?? 'none'));
  const metadata = {
    client_name: CLIENT_INFO.title,
    redirect_uris: [latestText(session, 'redirect_uri')],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: method,
    ...(policy.applicationType ? { application_type: 'native' } : {}),
  };
  return {
    kind: 'draft',
    stage: 'registration',
    step: 'register',
    to: 'authorization-server',
    by: 'keyhole',
    request: {
      method: 'POST',
      url: endpoint,
      headers: [
        ['content-type', 'application/json'],
        ['accept', 'application/json'],
      ],
      body: JSON.stringify(metadata),
    },
    parts: [
      { at: { in: 'request-url' }, from: ['registration_endpoint'] },
      { at: { in: 'request-body', path: '/redirect_uris/0' }, from: ['redirect_uri'] },
      {
        at: { in: 'request-body', path: '/token_endpoint_auth_method' },
        from: ['authorization_server_metadata'],
        note: 'part.auth-method',
      },
      { at: { in: 'request-body', path: '/application_type' }, from: [], note: 'part.native' },
    ],
  };
}

/** Stage `registration` (RFC 7591; client-ID metadata documents). */
export function planRegistration(situation: Situation): Move {
  const { session, settings } = situation;
  const entered = stageEntry(session);
  const needsRedirect = settings.grant === 'authorization_code';
  if (needsRedirect && !learntSince(session, 'redirect_uri', entered)) return { kind: 'redirect-uri' };
  if (learntSince(session, 'registration_method', entered)) {
    return { kind: 'enter', stage: needsRedirect ? 'authorization-request' : 'token' };
  }
  const attempt = exchangesOfStage(session).at(-1);
  if (learntSince(session, 'client_id', entered)) {
    // Redirect URIs may have been altered by the server: what it registered is what counts.
    const information = latest(session, 'client_information');
    const uris = isJsonObject(information) ? texts(information, 'redirect_uris') : undefined;
    const ours = latestText(session, 'redirect_uri') ?? '';
    const changed =
      attempt && uris !== undefined && uris.length > 0 && !uris.includes(ours) ? uris[0] : undefined;
    return registered(
      situation,
      attempt ? 'dcr' : 'preregistered',
      changed === undefined
        ? []
        : [made('redirect_uri', changed, 'registered-by-server', ['client_information'])],
    );
  }
  const way = attempt ? 'ask' : chooseWay(situation);
  switch (way) {
    case 'preregistered':
      return preregistered(situation);
    case 'cimd':
      return metadataDocument(situation);
    case 'dcr':
      return registrationDraft(situation);
    default:
      return {
        kind: 'ask',
        stage: 'registration',
        question: {
          kind: 'client-information',
          why: attempt ? 'registration-refused' : 'no-registration-offered',
        },
      };
  }
}
