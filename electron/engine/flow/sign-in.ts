// The person's part: the authorization URL goes to a browser, and the answer comes back to a loopback listener that is
// open only meanwhile.

import { KeyholeError } from '../../../shared/keyhole-error.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import type { EventId } from '../../../shared/trace/event.ts';
import type { CallbackListener } from './callback-listener.ts';
import { listenForCallback } from './callback-listener.ts';
import { digestOpened } from './digest.ts';
import { followSignIn } from './follow-sign-in.ts';
import type { NewValue } from './plan/move.ts';
import { given, made } from './plan/move.ts';
import type { Recorder } from './recorder.ts';
import type { Outgoing, SendingPorts } from './send-draft.ts';
import type { Verdicts } from './verdicts.ts';

export interface SignInPorts extends SendingPorts {
  /** Opens a checked http(s) URL in the person's browser. */
  openExternal(url: string): Promise<void>;
  /** Opens one in a browser profile that is kept for the identity of this flow. Throws `KeyholeError` where none can be. */
  openInProfile?(url: string): Promise<void>;
}

/** Port in the redirect URI when Keyhole follows the sign-in itself and nothing needs to listen. */
const UNUSED_REDIRECT_PORT = 33_418;
const DEFAULT_REDIRECT_PATH = '/callback';

/** What becomes of the authorization URL, by the setting. */
const HOW = { browser: 'system', profile: 'profile', print: 'printed' } as const;

/** One flow's way to the browser and back. */
export class SignIn {
  readonly #recorder: Recorder;
  readonly #ports: SignInPorts;
  readonly #onReturn: (url: string) => void;
  #listener: CallbackListener | undefined;

  /** @param onReturn called with the URL that the browser brought to the listener */
  constructor(recorder: Recorder, ports: SignInPorts, onReturn: (url: string) => void) {
    this.#recorder = recorder;
    this.#ports = ports;
    this.#onReturn = onReturn;
  }

  /** The redirect URI of the flow: that of a listener of our own, or only an address when nothing needs to listen. */
  async redirectUri(): Promise<NewValue> {
    const settings = this.#recorder.session.settings;
    const path = settings?.redirectPath ?? DEFAULT_REDIRECT_PATH;
    let uri = `http://127.0.0.1:${settings?.redirectPort ?? UNUSED_REDIRECT_PORT}${path}`;
    if (settings?.login !== 'auto') uri = (await this.#listen(settings?.redirectPort ?? 0, path)).redirectUri;
    return settings?.redirectPort === undefined
      ? made('redirect_uri', uri, 'loopback-listener')
      : given('redirect_uri', uri, 'settings');
  }

  async #listen(port: number, path: string): Promise<CallbackListener> {
    if (this.#listener && (port === 0 || this.#listener.port === port)) return this.#listener;
    this.close();
    this.#listener = await listenForCallback(port, path, (url) => {
      this.#onReturn(url);
    });
    return this.#listener;
  }

  /** Stops listening. */
  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  /** True when Keyhole follows the sign-in itself: its first request is one like any other. */
  get isFollowed(): boolean {
    return this.#recorder.session.settings?.login === 'auto';
  }

  /**
   * Hands the authorization URL to a browser, or follows it where no person is needed. Resolves to the verdicts on the
   * answer when it is there already.
   * @param recorded called once, when nothing stands in the way of the request any more: says which event of the trace the draft is
   */
  async begin(draft: Outgoing, recorded: () => EventId, signal: AbortSignal): Promise<Verdicts | undefined> {
    const { settings } = this.#recorder.session;
    const { url } = draft.request;
    const { protocol } = new URL(url);
    if (protocol !== 'https:' && protocol !== 'http:') {
      recorded();
      this.#recorder.fail(
        'authorization-request',
        `The authorization URL uses the scheme "${protocol}", which is never opened.`,
      );
      return undefined;
    }
    if (settings?.login === 'auto') return followSignIn(this.#recorder, this.#ports, draft, recorded, signal);
    const id = recorded();
    const redirectUri = latestText(this.#recorder.session, 'redirect_uri') ?? '';
    const own = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
    // After a step back the listener may have been closed: the registered port is opened again.
    if (own?.hostname === '127.0.0.1' && own.port !== '') await this.#listen(Number(own.port), own.pathname);
    const how = HOW[settings?.login ?? 'browser'];
    const opened = this.#recorder.append({ kind: 'browser-opened', draft: id, how, url });
    digestOpened(this.#recorder, opened, draft.edited, this.#ports.judge);
    this.#recorder.append({ kind: 'stage-entered', stage: 'authorization-response' });
    this.#recorder.append({
      kind: 'waiting',
      stage: 'authorization-response',
      question: { kind: 'sign-in', url, redirectUri },
    });
    if (how !== 'printed') await this.open(url);
    return undefined;
  }

  /** Hands an authorization URL to the browser that the settings of the flow name. */
  async open(url: string): Promise<void> {
    if (this.#recorder.session.settings?.login !== 'profile') {
      await this.#ports.openExternal(url);
      return;
    }
    // Never the person's own browser instead: whoever is signed in there would be taken for this identity.
    if (!this.#ports.openInProfile)
      throw new KeyholeError('not-now', 'No browser profile can be opened here.');
    await this.#ports.openInProfile(url);
  }
}
