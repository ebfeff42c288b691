// What an event of a known kind must hold so that the fold and the screens can rely on its type. A file may have been
// altered; kinds that this version does not know are kept without a look inside.

import { isJsonObject } from '../protocol/json.ts';
import type { TraceEvent } from './event.ts';

type Shape = Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object' | 'array' | 'any'>>;

const SHAPES: Readonly<Record<TraceEvent['kind'], Shape>> = {
  identity: { definition: 'any' },
  'flow-started': { target: 'string', settings: 'object' },
  'stage-entered': { stage: 'string' },
  draft: { stage: 'string', step: 'string', to: 'string', by: 'string', request: 'object', parts: 'array' },
  'draft-edited': { draft: 'number', request: 'object' },
  exchange: {
    stage: 'string',
    step: 'string',
    draft: 'number',
    from: 'string',
    to: 'string',
    request: 'object',
    timing: 'object',
  },
  'browser-opened': { draft: 'number', how: 'string', url: 'string' },
  callback: { draft: 'number', how: 'string', url: 'string' },
  value: { name: 'string', value: 'any', secret: 'boolean', from: 'object' },
  finding: {
    ruleId: 'string',
    verdict: 'string',
    severity: 'string',
    stage: 'string',
    message: 'string',
    evidence: 'array',
  },
  override: { ruleId: 'string', finding: 'number' },
  waiting: { stage: 'string', question: 'object' },
  answered: { question: 'string', how: 'string' },
  refused: { stage: 'string', ruleId: 'string', finding: 'number' },
  failed: { stage: 'string', message: 'string' },
  completed: {},
  action: { action: 'object' },
  'signed-out': {},
  matrix: { plan: 'object' },
  'matrix-edited': {},
  cell: { row: 'string', purpose: 'string', outcome: 'object' },
  judged: {},
  moved: {},
};

function has(value: unknown, type: Shape[string]): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'object':
      return isJsonObject(value);
    case 'array':
      return Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function requestFault(request: unknown): string | undefined {
  if (!isJsonObject(request)) return undefined;
  const { method, url, headers } = request;
  if (typeof method !== 'string') return 'request.method';
  if (typeof url !== 'string') return 'request.url';
  return headersFault(headers) ? 'request.headers' : undefined;
}

function headersFault(headers: unknown): boolean {
  return !(
    Array.isArray(headers) &&
    headers.every((line) => Array.isArray(line) && typeof line[0] === 'string' && typeof line[1] === 'string')
  );
}

function responseFault(response: unknown): string | undefined {
  if (response === undefined) return undefined;
  if (!isJsonObject(response) || typeof response['status'] !== 'number') return 'response.status';
  return headersFault(response['headers']) ? 'response.headers' : undefined;
}

const isList = (value: unknown, isEntry: (entry: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((entry) => isJsonObject(entry) && isEntry(entry));

const isRow = ({ id, kind, name, effect }: Record<string, unknown>): boolean =>
  [id, kind, name, effect].every((member) => typeof member === 'string');

const isColumn = ({ definition }: Record<string, unknown>): boolean =>
  isJsonObject(definition) &&
  typeof definition['name'] === 'string' &&
  isJsonObject(definition['source']) &&
  typeof definition['level'] === 'string';

/** A plan, or the parts of it that an edit brings. */
function planFault(plan: Readonly<Record<string, unknown>>, whole: boolean): string | undefined {
  const { rows, order, columns, said, run } = plan;
  if ((whole || rows !== undefined) && !isList(rows, isRow)) return 'rows';
  if ((whole || columns !== undefined) && !isList(columns, isColumn)) return 'columns';
  if ((whole || said !== undefined) && !(isJsonObject(said) && Object.values(said).every(isJsonObject)))
    return 'said';
  if (order !== undefined && !(Array.isArray(order) && order.every((id) => typeof id === 'string')))
    return 'order';
  return (whole || run !== undefined) && !isJsonObject(run) ? 'run' : undefined;
}

function matrixFault(members: Readonly<Record<string, unknown>>): string | undefined {
  const { kind, plan, outcome } = members;
  if (kind === 'matrix' && isJsonObject(plan)) return planFault(plan, true);
  if (kind === 'matrix-edited') return planFault(members, false);
  if (kind === 'cell' && isJsonObject(outcome) && typeof outcome['kind'] !== 'string') return 'outcome.kind';
  return undefined;
}

/** The first member of an event that is missing or of another type, as its path; `undefined` when all is well. */
export function eventFault(event: TraceEvent): string | undefined {
  const shape: Shape = Object.hasOwn(SHAPES, event.kind) ? SHAPES[event.kind] : {};
  const members: Readonly<Record<string, unknown>> = { ...event };
  const wrong = Object.entries(shape).find(([name, type]) => !has(members[name], type))?.[0];
  if (wrong !== undefined || !Object.hasOwn(SHAPES, event.kind)) return wrong;
  return requestFault(members['request']) ?? responseFault(members['response']) ?? matrixFault(members);
}
