// A person's answers to what the flow waits for: checked against the question, then recorded as values.

import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import type { Question } from '../../../shared/trace/event.ts';
import type { Session } from '../../../shared/trace/session.ts';
import type { Recorder } from './recorder.ts';

/** The question of this kind that the flow waits with. Throws `KeyholeError` when it waits for something else. */
export function questionOf<K extends Question['kind']>(
  session: Session,
  kind: K,
): Extract<Question, { kind: K }> {
  const question = session.question?.question;
  if (question?.kind !== kind) throw new KeyholeError('not-now', 'Nobody asked for this now.');
  return question as Extract<Question, { kind: K }>;
}

/** Records which of the authorization servers is to be used. Throws `KeyholeError` for one that was not named. */
export function recordAuthorizationServer(recorder: Recorder, issuer: string): void {
  const { issuers } = questionOf(recorder.session, 'choose-authorization-server');
  if (!issuers.includes(issuer)) {
    throw new KeyholeError(
      'bad-input',
      `"${issuer}" is not one of the servers named: ${issuers.join(', ')}.`,
    );
  }
  recorder.append({ kind: 'answered', question: 'choose-authorization-server', how: issuer });
  recorder.learn([{ name: 'issuer', value: issuer, from: { kind: 'given', how: 'chosen' } }]);
}

/** Records the client that a person registered by hand. */
export function recordClient(
  recorder: Recorder,
  clientId: string,
  method: string,
  secrets: FlowSecrets | undefined,
): void {
  questionOf(recorder.session, 'client-information');
  recorder.append({ kind: 'answered', question: 'client-information', how: 'entered' });
  const from = { kind: 'given', how: 'entered' } as const;
  recorder.learn([
    ...(secrets?.clientSecret === undefined
      ? []
      : [{ name: 'client_secret', value: secrets.clientSecret, secret: true, from } as const]),
    { name: 'token_endpoint_auth_method', value: method, from },
    { name: 'client_id', value: clientId, from },
  ]);
}

/** The URL that a browser ended on, as a person pasted it. Throws `KeyholeError` when it is none, or nobody waits. */
export function readCallback(session: Session, pasted: string): string {
  questionOf(session, 'sign-in');
  const url = pasted.trim();
  if (!URL.canParse(url)) {
    throw new KeyholeError(
      'bad-input',
      'This is not a URL. Paste the whole address from the browser, beginning with the redirect URI.',
    );
  }
  return url;
}
