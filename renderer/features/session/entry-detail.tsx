import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { isJsonObject, type JsonObject } from '../../../shared/protocol/json.ts';
import type { SessionAction } from '../../../shared/trace/event.ts';
import type { SessionView } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { JsonText } from '../../ui/json-text.tsx';
import line from '../../ui/line.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { latestRun } from './action-runs.ts';
import styles from './catalogue-panel.module.css';
import { fillTemplate, type CatalogueEntry } from './catalogue.ts';
import { ResultView } from './result-view.tsx';
import { emptyValue, readForm, valueOf, type FormProblem } from './schema-form/form-value.ts';
import { readField } from './schema-form/schema-field.ts';
import { SchemaForm } from './schema-form/schema-form.tsx';
import { useSessionText } from './session-messages.ts';
import { canAct, showInFlow, useAct } from './use-act.ts';

const NO_INPUT = readField({ type: 'object' });
const VERBS = {
  tool: 'call.call',
  resource: 'call.read',
  template: 'call.read',
  prompt: 'call.get',
} as const;

function actionOf(entry: CatalogueEntry, given: JsonObject): SessionAction {
  const texts = () => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  switch (entry.kind) {
    case 'tool':
      return { kind: 'call-tool', name: entry.name, arguments: given };
    case 'resource':
      return { kind: 'read-resource', uri: entry.uri };
    case 'template':
      return { kind: 'read-resource', uri: fillTemplate(entry.uriTemplate, texts()) };
    default:
      return { kind: 'get-prompt', name: entry.name, arguments: texts() };
  }
}

/** Tells whether an action is a use of this entry, whatever its arguments. */
function isUseOf(entry: CatalogueEntry, action: SessionAction): boolean {
  if (entry.kind === 'tool') return action.kind === 'call-tool' && action.name === entry.name;
  if (entry.kind === 'prompt') return action.kind === 'get-prompt' && action.name === entry.name;
  if (action.kind !== 'read-resource') return false;
  if (entry.kind === 'resource') return action.uri === entry.uri;
  const [start = ''] = entry.uriTemplate.split('{');
  return action.uri.startsWith(start);
}

/** One tool, resource, template or prompt: what it is, its form, its last result. */
export function EntryDetail({ entry, view }: { readonly entry: CatalogueEntry; readonly view: SessionView }) {
  const s = useSessionText();
  const act = useAct();
  const input = entry.kind === 'resource' ? NO_INPUT : entry.input;
  const [value, setValue] = useState(() => emptyValue(input));
  const [raw, setRaw] = useState<string>();
  const [asked, setAsked] = useState(false);
  const [look, setLook] = useState(false);
  const run = latestRun(view.session, (action) => isUseOf(entry, action));

  const read = raw === undefined ? readForm(input, value) : readRaw(raw, s('call.rawNotObject'));
  const problems = asked ? read.problems : [];
  const submit = () => {
    setAsked(true);
    if (read.problems.length > 0 || !isJsonObject(read.value)) return;
    setAsked(false);
    void act(actionOf(entry, read.value), { look });
  };
  const toggleRaw = () => {
    if (raw === undefined) {
      setRaw(JSON.stringify(readForm(input, value).value ?? {}, undefined, 2));
    } else {
      const parsed = readRaw(raw, '');
      if (isJsonObject(parsed.value)) setValue(valueOf(input, parsed.value));
      setRaw(undefined);
    }
    setAsked(false);
  };

  const exchange = run?.exchanges.at(-1);
  return (
    <div className={styles.detail}>
      <div className={styles.detailHead}>
        <h2 className={styles.detailTitle}>
          {entry.title}
          {entry.name === entry.title ? null : <span className={styles.name}>{entry.name}</span>}
        </h2>
        {entry.kind === 'resource' ? <span className={styles.name}>{entry.uri}</span> : null}
        {entry.kind === 'template' ? <span className={styles.name}>{entry.uriTemplate}</span> : null}
        {entry.description === undefined ? null : <p className={styles.description}>{entry.description}</p>}
        {entry.kind === 'tool' ? <ToolHints annotations={entry.annotations} /> : null}
      </div>
      <div className={styles.columns}>
        <Form
          className={styles.column ?? ''}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {entry.kind === 'resource' ? null : (
            <div className={styles.columnHead}>
              <h3>{s('call.arguments')}</h3>
              <span className={line.spring} />
              {entry.kind === 'tool' ? (
                <Button look="quiet" size="small" onPress={toggleRaw}>
                  {raw === undefined ? s('call.raw') : s('call.form')}
                </Button>
              ) : null}
            </div>
          )}
          {entry.kind === 'resource' ? null : raw === undefined ? (
            <SchemaForm field={input} value={value} onChange={setValue} problems={problems} />
          ) : (
            <TextField
              label={s('call.rawLabel')}
              hideLabel
              mono
              rows={8}
              value={raw}
              onChange={setRaw}
              error={problems[0] && s(`form.problem.${problems[0].problem}`, problems[0].values)}
            />
          )}
          <div className={styles.buttons}>
            <Button type="submit" look="primary" isDisabled={!canAct(view)}>
              {s(VERBS[entry.kind])}
            </Button>
            <Checkbox isSelected={look} onChange={setLook}>
              {s('call.draft')}
            </Checkbox>
          </div>
          {entry.kind === 'tool' ? (
            <details className={styles.schema}>
              <summary>{s('call.schema')}</summary>
              <JsonText value={entry.raw['inputSchema']} />
            </details>
          ) : null}
        </Form>
        <section className={styles.column} aria-labelledby="result">
          <div className={styles.columnHead}>
            <h3 id="result">{s('call.result')}</h3>
            <span className={line.spring} />
            {exchange ? (
              <Button look="quiet" size="small" onPress={() => showInFlow(exchange.id)}>
                {s('show')}
              </Button>
            ) : null}
          </div>
          {run?.result ? (
            <ResultView result={run.result.value} />
          ) : (
            <p className={styles.description}>{s('call.noResult')}</p>
          )}
        </section>
      </div>
    </div>
  );
}

function readRaw(raw: string, notObject: string): { value?: unknown; problems: readonly FormProblem[] } {
  try {
    const value: unknown = JSON.parse(raw);
    if (isJsonObject(value)) return { value, problems: [] };
    return { problems: [{ at: '', problem: 'json', values: { why: notObject } }] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problems: [{ at: '', problem: 'json', values: { why } }] };
  }
}

/** What the server says a tool does; a hint, as the specification calls it. */
function ToolHints({ annotations }: { readonly annotations: JsonObject }) {
  const s = useSessionText();
  const hints = [
    annotations['readOnlyHint'] === true && s('server.readOnly'),
    annotations['destructiveHint'] === true && s('server.destructive'),
    annotations['idempotentHint'] === true && s('server.idempotent'),
    annotations['openWorldHint'] === true && s('server.openWorld'),
  ].filter((hint) => hint !== false);
  return hints.length === 0 ? null : (
    <span className={styles.tags} title={s('server.hintNote')}>
      {hints.map((hint) => (
        <Badge key={hint}>{hint}</Badge>
      ))}
    </span>
  );
}
