import type { IdentityName } from '../../../../shared/trace/event.ts';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import { useText } from '../../../i18n/messages.ts';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { Select } from '../../../ui/select.tsx';
import { useRolesText } from '../roles-messages.ts';

export interface OriginSelectProps {
  /** The identities that a caller can come from. */
  readonly live: readonly IdentityState[];
  readonly selected: IdentityName;
  readonly onSelect: (name: IdentityName) => void;
}

/** Which identity a simulated caller comes from. */
export function OriginSelect({ live, selected, onSelect }: OriginSelectProps) {
  const t = useText();
  const r = useRolesText();
  return (
    <Select
      label={r('simulate.from')}
      options={live.map(({ definition: { name, title, colour }, status }) => ({
        id: name,
        title,
        mark: <IdentityMark colour={colour} />,
        detail: t(`target.identityStatus.${status}`),
      }))}
      selected={selected}
      onSelect={onSelect}
    />
  );
}
