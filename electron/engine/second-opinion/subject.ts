// What a library is told beside the bytes: the values as they were known when the answer came.

import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { JsonObject } from '../../../shared/protocol/json.ts';
import type { OpinionKind, SecondOpinion } from '../../../shared/second-opinion/opinion.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
import type { RecordedFetch } from './recorded-answer.ts';

/** One answer of an exchange, ready to be handed to a library. */
export interface AnswerSubject {
  readonly kind: Exclude<OpinionKind, 'authorization-response'>;
  readonly exchange: EventOf<'exchange'>;
  /** As it was when the answer came. */
  readonly session: Session;
  readonly target: string;
  /** Where it was asked for, before any redirect. */
  readonly firstUrl: string;
  response(): Response;
  /** Serves the answer under its URL, and the redirects that led to it. */
  byUrl(): RecordedFetch;
  /** Serves the answer to the first request. */
  once(): RecordedFetch;
}

/** The URL that a browser brought back. */
export interface CallbackSubject {
  readonly kind: 'authorization-response';
  readonly url: URL;
  readonly session: Session;
  readonly target: string;
}

export type OpinionSubject = AnswerSubject | CallbackSubject;

/** An opinion without its signature. */
export type Opined = Omit<SecondOpinion, 'by' | 'version'>;

/** An opinion that is none, and why. */
export function noOpinion(asked: string, words: string, differences: readonly string[] = []): Opined {
  return { verdict: 'no-opinion', words, asked, differences, at: [] };
}

export function accepts(asked: string, words: string, differences: readonly string[] = []): Opined {
  return { verdict: 'accepts', words, asked, differences, at: [] };
}

/** The metadata that the flow goes by; without a document (2025-03-26), the issuer alone. */
export function serverOf(session: Session): { readonly issuer: string } & JsonObject {
  const document = latest(session, 'authorization_server_metadata');
  const metadata = isJsonObject(document) ? document : {};
  const { issuer } = metadata;
  return {
    ...metadata,
    issuer: typeof issuer === 'string' ? issuer : (latestText(session, 'issuer') ?? ''),
  };
}

/** The client as it was registered, or as its identifier alone. */
export function clientOf(session: Session): { readonly client_id: string } & JsonObject {
  const information = latest(session, 'client_information');
  return {
    ...(isJsonObject(information) ? information : {}),
    client_id: latestText(session, 'client_id') ?? 'client',
  };
}
