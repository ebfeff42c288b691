// A browser session of its own for an identity: another profile of an installed browser, kept while Keyhole runs. Whoever
// signed in there is nobody's guest: neither the person's own browser nor another identity shares its cookies.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProfileSupport } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { assertNever } from '../../../shared/protocol/assert-never.ts';
import type { IdentityName } from '../../../shared/trace/event.ts';

/** The browser that gets the profiles, or why there is none. */
export type ProfileBrowser =
  | { readonly kind: 'found'; readonly program: string }
  | { readonly kind: Exclude<ProfileSupport, 'offered'> };

/** Whose profile. Identities are kept by target, and so are their profiles. */
export interface ProfileOwner {
  readonly target: string;
  readonly identity: IdentityName;
}

interface Profile {
  readonly folder: string;
  /** Browsers that were started on it; all but the first hand their address over and end. */
  readonly started: Set<ChildProcess>;
}

/** Milliseconds that a browser gets to close by itself. */
const PATIENCE = 1_500;

const keyOf = ({ target, identity }: ProfileOwner): string => `${target}\n${identity}`;

/** Why nothing can be opened, and what to do, as a sentence. */
function sentence(kind: Exclude<ProfileSupport, 'offered'>): string {
  const instead = 'Copy the link into a private window, or change how this identity signs in.';
  switch (kind) {
    case 'no-browser':
      return `A profile of its own needs Chrome, Chromium or Edge, and none was found here. ${instead}`;
    case 'no-display':
      return `There is no display here to open a browser on. ${instead}`;
    case 'as-root':
      return `Chrome and its kin keep their sandbox from root, so Keyhole does not start them as root. ${instead}`;
    case 'not-here':
      return `This host opens no browser profiles. ${instead}`;
    default:
      return assertNever(kind);
  }
}

/** The profiles of all identities of an engine. */
export class BrowserProfiles {
  readonly #find: () => ProfileBrowser;
  readonly #profiles = new Map<string, Promise<Profile>>();

  /** @param find asked each time: a browser may be installed meanwhile */
  constructor(find: () => ProfileBrowser) {
    this.#find = find;
  }

  /** Whether a profile can be opened, for a screen that offers it. */
  get support(): ProfileSupport {
    const { kind } = this.#find();
    return kind === 'found' ? 'offered' : kind;
  }

  /**
   * Opens an http or https URL in the profile of an identity, which is made at the first time. Resolves when the browser
   * was started. Throws `KeyholeError` for any other URL, and when there is no browser.
   */
  async open(owner: ProfileOwner, url: string): Promise<void> {
    const parsed = URL.parse(url);
    if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
      throw new KeyholeError(
        'bad-input',
        'Keyhole opens http and https addresses in a browser, and no others.',
      );
    }
    const browser = this.#find();
    if (browser.kind !== 'found') throw new KeyholeError('not-now', sentence(browser.kind));
    const { folder, started } = await this.#profileOf(owner);
    // No shell, and no debugging port: whoever could reach one would have the session of the identity.
    const child = spawn(
      browser.program,
      [`--user-data-dir=${folder}`, '--no-first-run', '--no-default-browser-check', parsed.href],
      { stdio: 'ignore', detached: process.platform !== 'win32' },
    );
    child.once('exit', () => started.delete(child));
    try {
      await once(child, 'spawn');
    } catch {
      throw new KeyholeError('not-now', `${browser.program} could not be started. ${sentence('no-browser')}`);
    }
    started.add(child);
    child.unref();
  }

  #profileOf(owner: ProfileOwner): Promise<Profile> {
    const key = keyOf(owner);
    const known = this.#profiles.get(key);
    if (known) return known;
    const made = mkdtemp(path.join(tmpdir(), 'keyhole-profile-')).then((folder) => ({
      folder,
      started: new Set<ChildProcess>(),
    }));
    this.#profiles.set(key, made);
    return made;
  }

  /** Closes the browser of an identity and removes what it kept. */
  async remove(owner: ProfileOwner): Promise<void> {
    const key = keyOf(owner);
    const profile = this.#profiles.get(key);
    if (!profile) return;
    this.#profiles.delete(key);
    const { folder, started } = await profile;
    await Promise.all([...started].map(ended));
    // Its last helper may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Closes every browser and removes every profile. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#profiles.keys()].map(async (key) => {
        const [target = '', identity = ''] = key.split('\n');
        await this.remove({ target, identity });
      }),
    );
  }
}

/** Ends a browser and everything that it started. Closing is asked for first: a profile is written in its own time. */
async function ended(browser: ChildProcess): Promise<void> {
  if (browser.exitCode !== null || browser.signalCode !== null) return;
  const gone = once(browser, 'exit');
  signal(browser, 'SIGTERM');
  await Promise.race([gone, wait(PATIENCE, undefined, { ref: false })]);
  signal(browser, 'SIGKILL');
}

/** On Windows there are no groups of processes; a browser whose main process has ended takes its helpers with it. */
function signal(browser: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || browser.pid === undefined) browser.kill(name);
    else process.kill(-browser.pid, name);
  } catch {
    // Already gone.
  }
}
