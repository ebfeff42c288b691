import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useSessionText } from '../session-messages.ts';
import { emptyValue, pointerTo, type FormProblem, type FormValue } from './form-value.ts';
import type { SchemaField } from './schema-field.ts';
import styles from './schema-form.module.css';

export interface SchemaFormProps {
  readonly field: SchemaField;
  readonly value: FormValue;
  readonly onChange: (value: FormValue) => void;
  /** Shown at their places. */
  readonly problems: readonly FormProblem[];
  /** JSON pointer of the field. */
  readonly at?: string;
  /** Replaces the name, for items of an array. */
  readonly label?: string;
}

function labelOf(field: SchemaField, label: string | undefined): string {
  return (
    label ??
    (field.title === undefined || field.title === field.name ? field.name : `${field.title} (${field.name})`)
  );
}

/** The limits of a field in words, after its description. */
function useHint(field: SchemaField): string | undefined {
  const s = useSessionText();
  const parts: string[] = field.description === undefined ? [] : [field.description];
  if (field.kind === 'text') {
    if (field.maxLength !== undefined) parts.push(s('form.limitLength', { limit: field.maxLength }));
    if (field.format !== undefined) parts.push(s('form.format', { format: field.format }));
    if (field.pattern !== undefined) parts.push(s('form.pattern', { pattern: field.pattern }));
  }
  if (field.kind === 'number' || field.kind === 'integer') {
    if (field.minimum !== undefined) parts.push(`≥ ${field.minimum}`);
    if (field.maximum !== undefined) parts.push(`≤ ${field.maximum}`);
    if (field.aboveMinimum !== undefined) parts.push(`> ${field.aboveMinimum}`);
    if (field.belowMaximum !== undefined) parts.push(`< ${field.belowMaximum}`);
  }
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** A form made from a JSON Schema. */
export function SchemaForm(props: SchemaFormProps) {
  const { field } = props;
  switch (field.kind) {
    case 'object':
      return <ObjectField {...props} field={field} />;
    case 'array':
      return <ArrayField {...props} field={field} />;
    case 'boolean':
    case 'choice':
      return <ChoiceField {...props} field={field} />;
    default:
      return <TypedField {...props} field={field} />;
  }
}

type FieldProps<K extends SchemaField['kind']> = SchemaFormProps & {
  readonly field: SchemaField & { readonly kind: K };
};

function useProblem(problems: readonly FormProblem[], at: string): string | undefined {
  const s = useSessionText();
  const found = problems.find((problem) => problem.at === at);
  return found && s(`form.problem.${found.problem}`, found.values);
}

function ObjectField({ field, value, onChange, problems, at = '', label }: FieldProps<'object'>) {
  const s = useSessionText();
  const given = (typeof value === 'string' || Array.isArray(value) ? {} : value) as Readonly<
    Record<string, FormValue>
  >;
  const members = field.fields.map((member) => (
    <SchemaForm
      key={member.name}
      field={member}
      value={given[member.name] ?? ''}
      onChange={(next) => onChange({ ...given, [member.name]: next })}
      problems={problems}
      at={pointerTo(at, member.name)}
    />
  ));
  if (at === '') {
    return (
      <div className={styles.fields}>
        {members.length === 0 ? <p className={styles.hint}>{s('form.noArguments')}</p> : members}
      </div>
    );
  }
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{labelOf(field, label)}</legend>
      {field.description === undefined ? null : <p className={styles.hint}>{field.description}</p>}
      {members}
    </fieldset>
  );
}

function ArrayField({ field, value, onChange, problems, at = '', label }: FieldProps<'array'>) {
  const s = useSessionText();
  const problem = useProblem(problems, at);
  const items = Array.isArray(value) ? (value as readonly FormValue[]) : [];
  const name = labelOf(field, label);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{name}</legend>
      {field.description === undefined ? null : <p className={styles.hint}>{field.description}</p>}
      {items.map((item, index) => (
        // Items have no identity but their place.
        <div key={index} className={styles.item}>
          <SchemaForm
            field={field.item}
            value={item}
            onChange={(next) => onChange(items.map((each, at) => (at === index ? next : each)))}
            problems={problems}
            at={pointerTo(at, index)}
            label={`${name} ${index + 1}`}
          />
          <IconButton
            label={s('form.removeItem', { name, number: index + 1 })}
            onPress={() => onChange(items.filter((_each, at) => at !== index))}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      {problem === undefined ? null : <p className={styles.error}>{problem}</p>}
      <div>
        <Button
          size="small"
          icon={<Plus size={14} aria-hidden />}
          isDisabled={field.maxItems !== undefined && items.length >= field.maxItems}
          onPress={() => onChange([...items, emptyValue(field.item)])}
        >
          {s('form.addItem', { name })}
        </Button>
      </div>
    </fieldset>
  );
}

function ChoiceField({ field, value, onChange, problems, at = '', label }: FieldProps<'boolean' | 'choice'>) {
  const s = useSessionText();
  const hint = useHint(field);
  const problem = useProblem(problems, at);
  const options =
    field.kind === 'boolean'
      ? ['true', 'false'].map((id) => ({ id, title: id }))
      : field.options.map((option, index) => ({
          id: String(index),
          title: typeof option === 'string' ? option : JSON.stringify(option),
        }));
  const required = field.required ? ' *' : '';
  return (
    <div>
      <Select
        label={`${labelOf(field, label)}${required}`}
        options={
          field.required && value !== '' ? options : [{ id: '', title: s('form.notSent') }, ...options]
        }
        selected={typeof value === 'string' ? value : ''}
        onSelect={onChange}
      />
      {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
      {problem === undefined ? null : <p className={styles.error}>{problem}</p>}
    </div>
  );
}

function TypedField(props: FieldProps<'text' | 'number' | 'integer' | 'json'>) {
  const { field, value, onChange, problems, at = '', label } = props;
  const hint = useHint(field);
  const problem = useProblem(problems, at);
  return (
    <TextField
      label={labelOf(field, label)}
      isRequired={field.required}
      // Our own sentences at the field, not the browser's bubble.
      validationBehavior="aria"
      mono
      hint={hint}
      error={problem}
      value={typeof value === 'string' ? value : ''}
      onChange={onChange}
      {...(field.kind === 'json' ? { rows: 4, placeholder: 'JSON' } : {})}
      {...(field.kind === 'integer' || field.kind === 'number' ? { inputMode: 'decimal' as const } : {})}
    />
  );
}
