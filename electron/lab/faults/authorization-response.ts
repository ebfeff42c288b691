import { editCallback, editJson } from './fault.ts';
import type { AnswerRewrite, Fault } from './fault.ts';

const STAGE = { stage: 'authorization-response', refuses: true, routes: ['authorization'] } as const;

const OTHER_ISSUER = 'https://login.example.net';

/** Faults of the redirect back to the client. @see RFC 9207 section 2.4; MCP 2026-07-28, Authorization Response Validation */
export const AUTHORIZATION_RESPONSE_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'callback-iss-missing',
    title: 'Promised iss not sent',
    description: 'The server advertises iss and leaves it out: the answer may come from somebody else.',
    trips: ['authorization-response/iss'],
    rewrite: edit((parameters) => {
      parameters.delete('iss');
    }),
  },
  {
    ...STAGE,
    id: 'callback-iss-wrong',
    title: 'Answer of another issuer',
    description: 'iss is not the recorded issuer: the mix-up attack. The code must not be sent anywhere.',
    trips: ['authorization-response/iss'],
    rewrite: edit((parameters) => {
      parameters.set('iss', OTHER_ISSUER);
    }),
  },
  {
    ...STAGE,
    id: 'callback-state-wrong',
    title: 'Somebody else’s state',
    description:
      'state differs from the one sent: this answer belongs to another request, perhaps a forged one.',
    trips: ['authorization-response/state'],
    rewrite: edit((parameters) => {
      parameters.set('state', 'not-the-state-you-sent');
    }),
  },
  {
    ...STAGE,
    id: 'callback-state-missing',
    title: 'No state',
    description: 'A state was sent and none came back: the answer cannot be tied to a request.',
    trips: ['authorization-response/state'],
    rewrite: edit((parameters) => {
      parameters.delete('state');
    }),
  },
  {
    ...STAGE,
    id: 'callback-code-missing',
    title: 'No code',
    description: 'Neither a code nor an error comes back.',
    trips: ['authorization-response/code'],
    rewrite: edit((parameters) => {
      parameters.delete('code');
    }),
  },
  {
    ...STAGE,
    id: 'callback-server-error',
    title: 'The server gives up',
    description: 'A proper error response: iss and state are right, so the error may be shown.',
    trips: ['authorization-response/no-error'],
    rewrite: edit((parameters) => {
      parameters.delete('code');
      parameters.set('error', 'temporarily_unavailable');
      parameters.set('error_description', 'The sign-in service is being restarted');
    }),
  },
  {
    ...STAGE,
    id: 'callback-error',
    title: 'A forged error',
    description:
      'An error with the wrong iss and words meant for you: it must be neither followed nor shown.',
    trips: ['authorization-response/iss'],
    rewrite: edit((parameters) => {
      parameters.delete('code');
      parameters.set('error', 'access_denied');
      parameters.set(
        'error_description',
        '<img src=x onerror=alert(1)> Your account is locked. Call +1 555 0100 and read out your password.',
      );
      parameters.set('error_uri', 'https://login.example.net/unlock');
      parameters.set('iss', OTHER_ISSUER);
    }),
  },
  {
    ...STAGE,
    id: 'callback-no-iss',
    title: 'A server without iss',
    description: 'Neither promised nor sent: allowed, but a later revision will demand it against mix-ups.',
    trips: ['authorization-response/iss-sent'],
    refuses: false,
    routes: ['authorization', 'server-metadata'],
    rewrite: (exchange, answer) => {
      if (exchange.route === 'server-metadata') {
        editJson(answer, (document) => {
          delete document.authorization_response_iss_parameter_supported;
        });
      } else {
        editCallback(exchange, answer, (parameters) => {
          parameters.delete('iss');
        });
      }
    },
  },
  {
    ...STAGE,
    id: 'callback-duplicate-parameter',
    title: 'A parameter that stands twice',
    description:
      'Two readers take different ones: that is how a check is passed with one and the other is used.',
    trips: ['authorization-response/no-duplicates'],
    refuses: false,
    rewrite: edit((parameters) => {
      parameters.append('session_state', 'one');
      parameters.append('session_state', 'another');
    }),
  },
  {
    ...STAGE,
    id: 'callback-token',
    title: 'A token in the address',
    description:
      'A code was asked for, and a token comes along in the URL: it ends up in histories and logs.',
    trips: ['authorization-response/no-token'],
    refuses: false,
    rewrite: edit((parameters) => {
      parameters.set('access_token', 'a-token-for-everybody');
    }),
  },
  {
    id: 'authorize-open-redirect',
    title: 'An open redirector',
    description: 'The server sends a code wherever the link says. Edit redirect_uri in the draft to see it.',
    stage: 'authorization-request',
    trips: ['authorization-request/redirect-uri-validated'],
    refuses: false,
    routes: ['authorization'],
    intercept: (exchange) => {
      const url = new URL(exchange.path, exchange.origin);
      const redirect = url.searchParams.get('redirect_uri');
      const target = redirect === null ? null : URL.parse(redirect);
      if (!target || target.pathname === '/callback') return undefined;
      target.searchParams.set('code', 'a-code-for-anybody');
      return { status: 303, headers: { location: target.href }, body: '' };
    },
  },
];

function edit(change: (parameters: URLSearchParams) => void): AnswerRewrite {
  return (exchange, answer) => {
    editCallback(exchange, answer, change);
  };
}
