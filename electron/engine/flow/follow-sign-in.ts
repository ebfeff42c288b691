// A sign-in without a person: Keyhole follows the redirects itself, as a browser would, until they lead back.
// It works where the server needs nobody: the lab with `login_hint`, test suites, servers with a session of their own.

import type { EventId } from '../../../shared/trace/event.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { CookieJar } from './cookie-jar.ts';
import { digestCallback, digestExchange, digestOpened } from './digest.ts';
import type { Recorder } from './recorder.ts';
import type { Outgoing, SendingPorts } from './send-draft.ts';
import { captureOne, whileSent } from './send-draft.ts';
import type { Verdicts } from './verdicts.ts';

/** Hops before the sign-in is given up. */
const MAX_HOPS = 20;

/** Same scheme, host, port and path: the query is the answer. */
function samePlace(url: string, redirectUri: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(redirectUri)) return false;
  const a = new URL(url);
  const b = new URL(redirectUri);
  return a.origin === b.origin && a.pathname === b.pathname;
}

/**
 * Follows an authorization request to its callback. What stops it is recorded, never thrown. Resolves to the verdicts on
 * the callback, which are still to be recorded.
 * @param recorded called once, when the request is on its way: says which event of the trace the draft is
 */
export async function followSignIn(
  recorder: Recorder,
  ports: SendingPorts,
  draft: Outgoing,
  recorded: () => EventId,
  signal: AbortSignal,
): Promise<Verdicts | undefined> {
  const jar = new CookieJar();
  let { url } = draft.request;
  const opened = (): EventId => {
    const id = recorded();
    const opened = recorder.append({ kind: 'browser-opened', draft: id, how: 'followed', url });
    digestOpened(recorder, opened, draft.edited, ports.judge);
    return id;
  };
  let id: EventId | undefined;
  let redirectOf: EventId | undefined;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const [captured, of] = await Promise.all([
      captureOne(
        recorder,
        ports,
        { method: 'GET', url, headers: [['accept', 'text/html,application/xhtml+xml'], ...jar.lineFor(url)] },
        signal,
      ),
      whileSent(() => (id ??= opened())),
    ]);
    const { bodyText, ...answered } = captured;
    const exchange = recorder.append({
      kind: 'exchange',
      stage: 'authorization-request',
      step: 'authorize-hop',
      draft: of,
      from: 'browser',
      to: 'authorization-server',
      ...answered,
      ...(redirectOf === undefined ? {} : { redirectOf }),
      ...(draft.edited ? { edited: true } : {}),
    });
    const { response } = captured;
    if (!response) {
      recorder.fail('authorization-request', captured.failure?.message ?? 'No answer came.', exchange);
      return undefined;
    }
    digestExchange(recorder, exchange, bodyText, ports.judge).record();
    if (recorder.session.stop) return undefined;
    jar.take(url, response.headers);
    const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
    if (
      response.status < 300 ||
      response.status > 399 ||
      location === undefined ||
      !URL.canParse(location, url)
    ) {
      recorder.fail(
        'authorization-request',
        'The sign-in page wants a person. Choose sign-in by browser, or give what the server needs to redirect by itself.',
        exchange,
      );
      return undefined;
    }
    url = new URL(location, url).href;
    if (samePlace(url, latestText(recorder.session, 'redirect_uri') ?? '')) {
      recorder.append({ kind: 'stage-entered', stage: 'authorization-response' });
      return digestCallback(recorder, of, url, 'followed', ports.judge);
    }
    redirectOf = exchange;
  }
  recorder.fail('authorization-request', `The sign-in redirects more than ${MAX_HOPS} times without an end.`);
  return undefined;
}
