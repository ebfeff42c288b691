import { useMemo, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { CALLERS_OWN, type MatrixPlan, type MatrixRow } from '../../../../shared/matrix/matrix.ts';
import type { PolicyEdit } from '../../../../shared/policy/edit.ts';
import { isJsonObject, readJson, type JsonObject } from '../../../../shared/protocol/json.ts';
import { latest } from '../../../../shared/trace/fold.ts';
import type { Session } from '../../../../shared/trace/session.ts';
import { useText } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import line from '../../../ui/line.module.css';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { readPrompts, readTools } from '../../session/catalogue.ts';
import { emptyValue, readForm, valueOf, type FormValue } from '../../session/schema-form/form-value.ts';
import type { SchemaField } from '../../session/schema-form/schema-field.ts';
import { SchemaForm } from '../../session/schema-form/schema-form.tsx';
import { useRolesText } from '../roles-messages.ts';
import styles from './matrix.module.css';

export interface ArgumentsDialogProps {
  readonly row: MatrixRow;
  /** A set beside the one of the row, which stays. */
  readonly isNew: boolean;
  readonly plan: MatrixPlan | undefined;
  /** The flow of the target, which knows the schemas of its tools. */
  readonly flow: Session;
  readonly onClose: () => void;
  readonly onSave: (edits: readonly PolicyEdit[]) => Promise<void>;
}

/** `prompt:NAME` for prompts, as policy files write it. */
const referenceOf = ({ kind, name }: MatrixRow): string => (kind === 'prompt' ? `prompt:${name}` : name);

function schemaOf(flow: Session, row: MatrixRow): SchemaField | undefined {
  const entries =
    row.kind === 'tool' ? readTools(latest(flow, 'tools')) : readPrompts(latest(flow, 'prompts'));
  const entry = entries.find(({ name }) => name === row.name);
  return entry && 'input' in entry ? entry.input : undefined;
}

/** A name that no set has yet. */
function freeName(row: MatrixRow, rows: readonly MatrixRow[]): string {
  const taken = new Set(rows.map(({ set }) => set));
  const base = row.name.replaceAll(/[^\w-]+/g, '-').slice(0, 36);
  let number = 1;
  while (taken.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** A set of arguments: its name, whom the object belongs to, what it is for, and the arguments by form or as JSON. */
export function ArgumentsDialog({ row, isNew, plan, flow, onClose, onSave }: ArgumentsDialogProps) {
  const t = useText();
  const r = useRolesText();
  const rows = useMemo(() => plan?.rows ?? [], [plan]);
  const schema = useMemo(() => schemaOf(flow, row), [flow, row]);
  const given: JsonObject = row.arguments ?? {};
  const known = isNew ? undefined : row.set;
  const [set, setSet] = useState(() => known ?? freeName(row, rows));
  const [owner, setOwner] = useState(isNew ? '' : (row.owner ?? ''));
  const [users, setUsers] = useState<readonly string[]>(() => [
    ...new Set([
      referenceOf(row),
      ...rows.filter((one) => known !== undefined && one.set === known).map(referenceOf),
    ]),
  ]);
  const [value, setValue] = useState<FormValue>(() =>
    schema === undefined ? {} : isNew ? emptyValue(schema) : valueOf(schema, given),
  );
  const [raw, setRaw] = useState<string | undefined>(() =>
    schema === undefined ? JSON.stringify(isNew ? {} : given, undefined, 2) : undefined,
  );
  const [asked, setAsked] = useState(false);

  const form = raw === undefined && schema ? readForm(schema, value) : undefined;
  const json = raw === undefined ? undefined : readJson(raw);
  const read = form ? form.value : json && 'value' in json ? json.value : undefined;
  const badName = !/^[\w-]{1,40}$/.test(set);
  const isRight = isJsonObject(read) && (form?.problems.length ?? 0) === 0 && !badName && users.length > 0;

  const toggleRaw = () => {
    if (raw === undefined) setRaw(JSON.stringify(read ?? {}, undefined, 2));
    else {
      if (schema && isJsonObject(read)) setValue(valueOf(schema, read));
      setRaw(undefined);
    }
  };
  const save = async () => {
    setAsked(true);
    if (!isRight || !isJsonObject(read)) return;
    await onSave([
      // A set under another name is another set: the one before goes.
      ...(known === undefined || known === set || row.argumentsBy !== 'policy'
        ? []
        : [{ edit: 'arguments' as const, set: known, value: null }]),
      {
        edit: 'arguments',
        set,
        value: { ...(owner === '' ? {} : { owner }), value: { ...read }, for: [...users] },
      },
    ]);
  };

  const references = [...new Set(rows.filter(({ kind }) => kind === row.kind).map(referenceOf))];
  return (
    <Dialog
      title={r(isNew ? 'args.add' : 'args.title', { name: row.name })}
      isOpen
      onClose={onClose}
      wide
      footer={
        <>
          {known !== undefined && row.argumentsBy === 'policy' ? (
            <Button danger onPress={() => void onSave([{ edit: 'arguments', set: known, value: null }])}>
              {r('args.remove')}
            </Button>
          ) : null}
          <span className={line.spring} />
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={asked && !isRight} onPress={() => void save()}>
            {r('args.save')}
          </Button>
        </>
      }
    >
      <Form
        className={styles.args ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div className={styles.pair}>
          <TextField
            label={r('args.set')}
            mono
            hint={r('args.setHint')}
            error={asked && badName ? r('args.problemSet') : undefined}
            value={set}
            onChange={setSet}
          />
          <div className={styles.stack}>
            <Select
              label={r('args.owner')}
              options={[
                { id: '', title: r('args.ownerNone') },
                { id: CALLERS_OWN, title: r('args.ownerCaller') },
                ...(plan?.columns ?? [])
                  .filter(({ definition }) => definition.source.kind !== 'simulated')
                  .map(({ definition: { name, title, colour } }) => ({
                    id: name,
                    title,
                    mark: <IdentityMark colour={colour} />,
                  })),
              ]}
              selected={owner}
              onSelect={setOwner}
            />
            <span className={styles.small}>{r('args.ownerHint')}</span>
          </div>
        </div>
        {references.length > 1 ? (
          <fieldset className={styles.users}>
            <legend>{r('args.for')}</legend>
            <div>
              {references.map((reference) => (
                <Checkbox
                  key={reference}
                  isSelected={users.includes(reference)}
                  onChange={(on) =>
                    setUsers(on ? [...users, reference] : users.filter((one) => one !== reference))
                  }
                >
                  <code>{reference}</code>
                </Checkbox>
              ))}
            </div>
            {asked && users.length === 0 ? <p className={styles.fail}>{r('args.problemFor')}</p> : null}
          </fieldset>
        ) : null}
        <section className={styles.stack}>
          <div className={styles.inline}>
            <h3>{r('args.value')}</h3>
            <span className={line.spring} />
            {schema === undefined ? null : (
              <Button look="quiet" size="small" onPress={toggleRaw}>
                {r(raw === undefined ? 'args.raw' : 'args.form')}
              </Button>
            )}
          </div>
          {raw === undefined && schema ? (
            <SchemaForm
              field={schema}
              value={value}
              onChange={setValue}
              problems={asked ? (form?.problems ?? []) : []}
            />
          ) : (
            <TextField
              label={r('args.value')}
              hideLabel
              mono
              rows={8}
              value={raw ?? ''}
              onChange={setRaw}
              error={asked && !isJsonObject(read) ? r('args.notObject') : undefined}
            />
          )}
        </section>
      </Form>
    </Dialog>
  );
}
