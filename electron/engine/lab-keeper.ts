// The lab inside an engine: loaded on first use, for it brings an authorization server with it.

import type { LabInfo } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import type { Lab } from '../lab/lab.ts';

/** At most one lab an engine. */
export class LabKeeper {
  #lab: Promise<Lab> | undefined;
  #running: Lab | undefined;

  async start(): Promise<LabInfo> {
    this.#lab ??= import('../lab/lab.ts').then((module) => module.startLab());
    try {
      this.#running = await this.#lab;
    } catch (error) {
      this.#lab = undefined;
      throw error;
    }
    return this.state();
  }

  async state(): Promise<LabInfo> {
    const lab = this.#running;
    // These tables are light: Home lists what the lab has before it runs. Addresses exist only then.
    const [{ FAULTS }, { describeFault }, { defineVariants, DEFAULT_SHORT_TOKEN_SECONDS }, { IDENTITIES }] =
      await Promise.all([
        import('../lab/faults/catalogue.ts'),
        import('../lab/faults/fault.ts'),
        import('../lab/mcp/variants.ts'),
        import('../lab/identities.ts'),
      ]);
    const publicClient = lab?.clients.find(
      ({ tokenEndpointAuthMethod }) => tokenEndpointAuthMethod === 'none',
    );
    const active = new Set(lab?.activeFaults() ?? []);
    const variants =
      lab?.variants ??
      defineVariants(DEFAULT_SHORT_TOKEN_SECONDS).map((variant) => ({ ...variant, url: '' }));
    return {
      running: lab !== undefined,
      ...(lab ? { issuer: lab.issuer, clientMetadataUrl: lab.clientMetadataUrl } : {}),
      ...(publicClient ? { publicClientId: publicClient.clientId } : {}),
      variants: variants.map(({ id, url, title, description, revisions }) => ({
        id,
        url,
        title,
        description,
        revisions,
      })),
      identities: IDENTITIES.map(({ id, name, role }) => ({ id, name, role })),
      faults: FAULTS.map((fault) => ({ ...describeFault(fault), on: active.has(fault.id) })),
    };
  }

  async setFault(id: string, on: boolean): Promise<LabInfo> {
    if (!this.#running) throw new KeyholeError('not-now', 'The lab is not running. Start it first.');
    try {
      this.#running.setFault(id, on);
    } catch (error) {
      throw new KeyholeError('bad-input', error instanceof Error ? error.message : String(error));
    }
    return this.state();
  }

  async stop(): Promise<LabInfo> {
    const lab = await this.#lab;
    this.#lab = undefined;
    this.#running = undefined;
    await lab?.close();
    return this.state();
  }
}
