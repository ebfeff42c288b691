import type { IdentityDefinition, Simulation } from '../../../../shared/identity/identity.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useRolesText } from '../roles-messages.ts';
import styles from './identity-dialog.module.css';
import type { Asked } from './simulated-form.ts';

export interface SimulationFieldsProps {
  readonly how: Simulation;
  readonly asked: Asked;
  /** Whose session id may be borrowed. */
  readonly others: readonly IdentityDefinition[];
  readonly other: IdentityName | undefined;
  readonly resourceProblem?: string | undefined;
  readonly onChange: (change: Partial<Asked> & { readonly other?: IdentityName }) => void;
}

/** What a simulation asks of a person; most ask nothing. */
export function SimulationFields(props: SimulationFieldsProps) {
  const { how, asked, others, other, resourceProblem, onChange } = props;
  const r = useRolesText();
  switch (how) {
    case 'wrong-audience':
      return (
        <TextField
          label={r('simulate.resource')}
          hint={r('simulate.resourceHint')}
          mono
          error={resourceProblem}
          value={asked.resource}
          onChange={(resource) => onChange({ resource })}
        />
      );
    case 'scope-removed':
      return (
        <TextField
          label={r('simulate.scope')}
          hint={r('simulate.scopeHint')}
          mono
          value={asked.scope}
          onChange={(scope) => onChange({ scope })}
        />
      );
    case 'foreign-session':
      return others.length === 0 ? (
        <p className={styles.hint}>{r('simulate.otherNone')}</p>
      ) : (
        <Select
          label={r('simulate.other')}
          options={others.map(({ name, title, colour }) => ({
            id: name,
            title,
            mark: <IdentityMark colour={colour} />,
          }))}
          selected={other ?? ''}
          onSelect={(chosen) => onChange({ other: chosen })}
        />
      );
    default:
      return null;
  }
}
