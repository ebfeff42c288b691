// Asks all three libraries about one event of a session. They load when first asked: neither the start of the program
// nor a flow waits for them.

import { opinionKindOf } from '../../../shared/second-opinion/opinion.ts';
import type {
  LibraryId,
  OpinionKind,
  SecondOpinion,
  SecondOpinions,
} from '../../../shared/second-opinion/opinion.ts';
import { LIBRARIES, LIBRARY } from '../../../shared/second-opinion/opinion.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { EventId } from '../../../shared/trace/event.ts';
import { shorten } from './library-words.ts';
import { askOauth4webapi } from './oauth4webapi.ts';
import type { RecordedSession } from './recorded-answer.ts';
import { maskedFault, rebuildAnswer, RecordedFetch, redirectChain } from './recorded-answer.ts';
import { askSdk } from './sdk.ts';
import { loadSdk1 } from './sdk-1.ts';
import { loadSdk2 } from './sdk-2.ts';
import type { Opined, OpinionSubject } from './subject.ts';
import { noOpinion } from './subject.ts';

const ASK: Readonly<Record<LibraryId, (subject: OpinionSubject) => Promise<Opined>>> = {
  oauth4webapi: askOauth4webapi,
  'sdk-1': async (subject) => askSdk(await loadSdk1(), subject),
  'sdk-2': async (subject) => askSdk(await loadSdk2(), subject),
};

/** The subject of an event, or why there can be no opinion on it. */
function subjectOf(recorded: RecordedSession, id: EventId, kind: OpinionKind): OpinionSubject | string {
  const session = recorded.sessionAt(id);
  const event = session.events.at(-1);
  const { target } = session;
  if (target === undefined) return 'This session has no target.';
  if (event?.kind === 'callback') {
    if (!URL.canParse(event.url)) return 'This is not a URL.';
    return (
      maskedFault(recorded, event.url, latestText(session, 'state')) ?? {
        kind: 'authorization-response',
        url: new URL(event.url),
        session,
        target,
      }
    );
  }
  if (event?.kind !== 'exchange' || kind === 'authorization-response') return 'There is no answer here.';
  const masked = maskedFault(recorded, event.request.url, target);
  if (masked !== undefined) return masked;
  const answers: (readonly [string, () => Response])[] = [];
  for (const hop of redirectChain(event, session.events)) {
    const rebuilt = rebuildAnswer(hop, recorded);
    if ('why' in rebuilt) return rebuilt.why;
    answers.push([hop.request.url, rebuilt.response]);
  }
  const response = answers.at(-1)?.[1];
  if (!response) return 'There is no answer here.';
  return {
    kind,
    exchange: event,
    session,
    target,
    firstUrl: answers[0]?.[0] ?? event.request.url,
    response,
    byUrl: () => new RecordedFetch(answers),
    once: () => new RecordedFetch(response),
  };
}

async function opinionOf(by: LibraryId, subject: OpinionSubject | string): Promise<SecondOpinion> {
  const signed = (opined: Opined): SecondOpinion => ({ by, version: LIBRARY[by].version, ...opined });
  if (typeof subject === 'string') return signed(noOpinion('none', subject));
  try {
    return signed(await ASK[by](subject));
  } catch (error) {
    // Not its opinion: a fault of ours, or a package that is not there.
    const why = error instanceof Error ? error.name : typeof error;
    return signed(noOpinion('none', `It could not be asked (${why}).`));
  }
}

/**
 * Asks about one event. Throws a `RangeError` when the session has none of that id.
 * @param mask hides what the session keeps secret, for a library may repeat a whole body in its words
 */
export async function secondOpinions(
  recorded: RecordedSession,
  id: EventId,
  mask: (value: unknown) => unknown,
): Promise<SecondOpinions> {
  const event = recorded.sessionAt(id).events.at(-1);
  const kind = event && opinionKindOf(event);
  if (kind === undefined) return { kind: null, opinions: [] };
  const subject = subjectOf(recorded, id, kind);
  const opinions = await Promise.all(LIBRARIES.map((by) => opinionOf(by, subject)));
  return {
    kind,
    opinions: (mask(opinions) as typeof opinions).map((opinion) => ({
      ...opinion,
      words: shorten(opinion.words),
      differences: opinion.differences.map(shorten),
    })),
  };
}
