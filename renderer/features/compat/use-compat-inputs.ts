import type { LabInfo } from '../../../shared/contract.ts';
import type { FlowSettingsForm } from '../../flow-settings-form.ts';
import { useLab } from '../../lab-state.ts';
import { useTarget } from '../../target-store.ts';
import { judgeTargetUrl } from '../../../shared/protocol/target-url.ts';
import { useCompat } from './compat-store.ts';

/** Chosen where the lab could sign somebody in and is not to. */
export const NOBODY = 'nobody';

/** What a run would use: the target bar and its settings, completed by what the lab knows of itself. */
export interface CompatInputs {
  /** `undefined` while the bar holds no URL. */
  readonly url: string | undefined;
  readonly form: FlowSettingsForm;
  /** Set when the target is a server of the running lab. */
  readonly lab: LabInfo | undefined;
  readonly identity: string | undefined;
  readonly fromLab: { readonly clientId: boolean; readonly clientMetadataUrl: boolean };
}

/** Reads the inputs of the next run. */
export function useCompatInputs(): CompatInputs {
  const { url, form } = useTarget();
  const { lab } = useLab();
  const { identity } = useCompat();
  const judged = judgeTargetUrl(url);
  const target = judged.kind === 'good' ? judged.url : undefined;
  const own = lab?.running && lab.variants.some((variant) => variant.url === target) ? lab : undefined;
  const chosen = identity ?? own?.identities[0]?.id ?? NOBODY;
  const fromLab = {
    clientId: form.clientId === '' && own?.publicClientId !== undefined,
    clientMetadataUrl: form.clientMetadataUrl === '' && own?.clientMetadataUrl !== undefined,
  };
  return {
    url: target,
    form: {
      ...form,
      ...(fromLab.clientId ? { clientId: own?.publicClientId ?? '' } : {}),
      ...(fromLab.clientMetadataUrl ? { clientMetadataUrl: own?.clientMetadataUrl ?? '' } : {}),
    },
    lab: own,
    identity: own ? chosen : undefined,
    fromLab,
  };
}
