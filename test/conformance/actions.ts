// What a client's author would have the client do in each kind of scenario, once the flow is complete. Tool arguments
// come from the scenario's own context, else from the tool's schema: the smallest values that satisfy it.

import { isJsonObject, text } from '../../shared/protocol/json.ts';
import type { FlowAction } from '../../electron/cli/flow/run-flow.ts';
import type { SessionAction } from '../../shared/trace/event.ts';
import { latest } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';

type Json = Record<string, unknown>;

function listed(session: Session, name: 'tools' | 'resources' | 'prompts'): readonly Json[] {
  const list = latest(session, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function sample(schema: unknown): unknown {
  switch (text(schema, 'type')) {
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return 'text';
  }
}

function sampleArguments(tool: Json): Json {
  const schema = isJsonObject(tool['inputSchema']) ? tool['inputSchema'] : {};
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return Object.fromEntries(required.map((name) => [name, sample(properties[name])]));
}

const call = (name: string, args: Json): SessionAction => ({ kind: 'call-tool', name, arguments: args });

function callEveryTool(session: Session): SessionAction[] {
  return listed(session, 'tools').map((tool) => call(text(tool, 'name') ?? '', sampleArguments(tool)));
}

/** Calls that the suite itself lists in a scenario's context. */
function callsOf(context: unknown): SessionAction[] {
  const calls = isJsonObject(context) && Array.isArray(context['toolCalls']) ? context['toolCalls'] : [];
  return calls.filter(isJsonObject).map((one) => {
    const { arguments: args } = one;
    return call(text(one, 'name') ?? '', isJsonObject(args) ? args : {});
  });
}

/** A step of a script: what to do next, seen from where the session has got to. */
type Step = (session: Session) => readonly SessionAction[];

function script(scenario: string, context: unknown): readonly Step[] {
  switch (scenario) {
    case 'http-standard-headers':
      return [
        callEveryTool,
        () => [{ kind: 'list-resources' }, { kind: 'list-prompts' }],
        (session) => [
          ...listed(session, 'resources').map((resource): SessionAction => ({
            kind: 'read-resource',
            uri: text(resource, 'uri') ?? '',
          })),
          ...listed(session, 'prompts').map((prompt): SessionAction => ({
            kind: 'get-prompt',
            name: text(prompt, 'name') ?? '',
            arguments: {},
          })),
        ],
      ];
    case 'json-schema-2020-12-preservation':
      return [
        (session) => {
          const [focal, echo] = listed(session, 'tools');
          return [call(text(echo, 'name') ?? '', { schema: focal?.['inputSchema'] })];
        },
      ];
    default: {
      const calls = callsOf(context);
      return [calls.length > 0 ? () => calls : callEveryTool];
    }
  }
}

/** The actions of a scenario, one at a time. */
export function actionsFor(scenario: string, context: unknown): (session: Session) => FlowAction | undefined {
  const steps = [...script(scenario, context)];
  let queue: SessionAction[] = [];
  return (session) => {
    while (queue.length === 0 && steps.length > 0) queue = [...(steps.shift()?.(session) ?? [])];
    const action = queue.shift();
    return action && { action };
  };
}
