// The identities of a target, kept from one session to the next: definitions as they are, secrets only sealed.

import { hash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { flowSecrets, flowSettings, identityDefinition } from '../../../shared/contract.ts';
import type { IdentityDefinition } from '../../../shared/identity/identity.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import type { SecretVault } from '../secret-vault.ts';

/** An identity as it is kept: what a person entered, not what it has signed in for. */
export interface KeptIdentity {
  readonly definition: IdentityDefinition;
  readonly settings?: FlowSettings;
  readonly secrets?: FlowSecrets;
}

/** Files by target in one folder. What cannot be read or unsealed is left out: it can be entered again. */
export class IdentityStore {
  readonly #dir: string;
  readonly #vault: SecretVault | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(dir: string, vault: SecretVault | undefined) {
    this.#dir = dir;
    this.#vault = vault;
  }

  #file(target: string): string {
    return join(this.#dir, `${hash('sha256', target, 'hex').slice(0, 32)}.json`);
  }

  /** Writes the identities of a target; none removes the file. Writes run one behind the other. */
  save(target: string, identities: readonly KeptIdentity[]): Promise<void> {
    this.#queue = this.#queue
      .then(() => this.#write(target, identities))
      .catch(() => {
        // A folder that cannot be written is reported by the sessions, which are saved there too.
      });
    return this.#queue;
  }

  async #write(target: string, identities: readonly KeptIdentity[]): Promise<void> {
    const file = this.#file(target);
    if (identities.length === 0) {
      await rm(file, { force: true });
      return;
    }
    const kept = await Promise.all(identities.map((identity) => this.#toFile(identity)));
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const fresh = `${file}.new`;
    await writeFile(fresh, JSON.stringify({ target, identities: kept }, null, 1), { mode: 0o600 });
    await rename(fresh, file);
  }

  async #toFile({ definition, settings, secrets }: KeptIdentity): Promise<unknown> {
    // A person's headers may be credentials, so they go where the secrets go.
    const { extraHeaders, ...open } = settings ?? {};
    const secret = (secrets ?? extraHeaders) ? JSON.stringify({ secrets, extraHeaders }) : undefined;
    const sealed = secret === undefined ? undefined : await this.#vault?.seal(secret);
    return {
      definition,
      ...(settings ? { settings: open } : {}),
      ...(sealed === undefined ? {} : { sealed }),
    };
  }

  /** The identities of a target; none where nothing was kept. */
  async load(target: string): Promise<KeptIdentity[]> {
    await this.#queue;
    let document: unknown;
    try {
      document = JSON.parse(await readFile(this.#file(target), 'utf8'));
    } catch {
      return [];
    }
    if (!isJsonObject(document) || document['target'] !== target || !Array.isArray(document['identities']))
      return [];
    const read = await Promise.all(document['identities'].map((entry: unknown) => this.#fromFile(entry)));
    return read.filter((identity) => identity !== undefined);
  }

  async #fromFile(entry: unknown): Promise<KeptIdentity | undefined> {
    if (!isJsonObject(entry)) return undefined;
    const definition = identityDefinition.safeParse(entry['definition']);
    if (!definition.success) return undefined;
    const secret = await this.#unseal(entry['sealed']);
    const secrets = flowSecrets.safeParse(secret['secrets']);
    const settings = flowSettings.safeParse({
      ...(isJsonObject(entry['settings']) ? entry['settings'] : {}),
      extraHeaders: secret['extraHeaders'],
    });
    return {
      definition: definition.data,
      ...(settings.success && isJsonObject(entry['settings'])
        ? { settings: JSON.parse(JSON.stringify(settings.data)) as FlowSettings }
        : {}),
      ...(secrets.success && secret['secrets'] !== undefined ? { secrets: secrets.data } : {}),
    };
  }

  async #unseal(sealed: unknown): Promise<Readonly<Record<string, unknown>>> {
    if (typeof sealed !== 'string' || !this.#vault) return {};
    try {
      const value: unknown = JSON.parse(await this.#vault.open(sealed));
      return isJsonObject(value) ? value : {};
    } catch {
      return {}; // Sealed elsewhere, or altered: the person enters it again.
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#queue;
  }
}
