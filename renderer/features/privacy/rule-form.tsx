import Trash2 from 'lucide-react/icons/trash-2';
import { SENSITIVE_CLASSES } from '../../../shared/privacy/detect/detection.ts';
import type { RuleFault } from '../../../shared/privacy/policy/custom-rules.ts';
import type { CustomRule } from '../../../shared/privacy/policy/privacy-policy.ts';
import { ACTIONS } from '../../../shared/privacy/policy/privacy-policy.ts';
import { Badge } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './policy.module.css';
import { usePrivacyText } from './privacy-messages.ts';

const CHECKS = ['none', 'luhn', 'iban', 'china-id'] as const;

export interface RuleFormProps {
  readonly rule: CustomRule;
  readonly faults: readonly RuleFault[];
  /** Spans it claims in the call on show; absent when there is none. */
  readonly found: number | undefined;
  readonly where: string | undefined;
  readonly onChange: (rule: CustomRule) => void;
  readonly onRemove: () => void;
}

/** An example is a text, or a document when it is written as one. */
function exampleOf(typed: string): unknown {
  if (!/^\s*[{[]/.test(typed)) return typed;
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

const typedOf = (example: unknown): string =>
  typeof example === 'string' ? example : example === undefined ? '' : JSON.stringify(example);

/** One rule of a person's own. */
export function RuleForm({ rule, faults, found, where, onChange, onRemove }: RuleFormProps) {
  const p = usePrivacyText();
  const faultOf = (field: RuleFault['field']): string | undefined =>
    faults.find((fault) => fault.field === field)?.message;
  /** Sets a member, or takes it out when it is empty. */
  const set = (member: 'key' | 'pattern' | 'check' | 'action', value: string) => {
    const { [member]: _before, ...rest } = rule;
    onChange(value === '' || value === 'none' ? rest : { ...rest, [member]: value });
  };
  return (
    <fieldset className={styles.rule} aria-label={rule.name}>
      <div className={styles.ruleHead}>
        <TextField
          label={p('rule.name')}
          value={rule.name}
          onChange={(name) => onChange({ ...rule, name })}
          error={faultOf('name')}
        />
        <Select
          label={p('grid.class')}
          options={SENSITIVE_CLASSES.map((of) => ({ id: of, title: p(`class.${of}`) }))}
          selected={rule.class}
          onSelect={(of) => onChange({ ...rule, class: of })}
        />
        <Select
          label={p('rule.action')}
          options={[
            { id: 'none', title: p('rule.asClass') },
            ...ACTIONS.map((action) => ({ id: action, title: p(`action.${action}`) })),
          ]}
          selected={rule.action ?? 'none'}
          onSelect={(action) => set('action', action)}
        />
        <IconButton label={p('rule.remove', { name: rule.name })} onPress={onRemove}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </div>
      <div className={styles.ruleFields}>
        <TextField
          label={p('rule.key')}
          mono
          placeholder="supplier.price"
          value={rule.key ?? ''}
          onChange={(key) => set('key', key)}
          error={faultOf('key')}
        />
        <TextField
          label={p('rule.pattern')}
          mono
          placeholder="INT-[0-9]{6}"
          value={rule.pattern ?? ''}
          onChange={(pattern) => set('pattern', pattern)}
          error={faultOf('pattern')}
        />
        <Select
          label={p('rule.check')}
          options={CHECKS.map((check) => ({ id: check, title: p(`check.${check}`) }))}
          selected={rule.check ?? 'none'}
          onSelect={(check) => set('check', check)}
        />
        <TextField
          label={p('rule.example')}
          mono
          value={typedOf(rule.example)}
          onChange={(typed) => onChange({ ...rule, example: exampleOf(typed) })}
          error={faultOf('example')}
        />
        <TextField
          label={p('rule.counterExample')}
          mono
          value={typedOf(rule.counterExample)}
          onChange={(typed) => onChange({ ...rule, counterExample: exampleOf(typed) })}
          error={faultOf('counterExample')}
        />
      </div>
      <output className={styles.ruleState}>
        {faults.length > 0 ? (
          <Badge tone="warning">{p('rule.leftOut')}</Badge>
        ) : found === undefined ? null : (
          <Badge tone={found > 0 ? 'pass' : 'neutral'}>
            {p('rule.found', { count: found, name: where ?? '' })}
          </Badge>
        )}
      </output>
    </fieldset>
  );
}
