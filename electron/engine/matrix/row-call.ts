// What a row asks, as a step and its parameters.

import { assertNever } from '../../../shared/protocol/assert-never.ts';
import { STEP_METHOD } from '../../../shared/protocol/mcp-message.ts';
import type { MatrixRow } from '../../../shared/matrix/matrix.ts';
import type { StepId } from '../../../shared/trace/event.ts';

/** One MCP request without its caller. */
export interface RowCall {
  readonly step: StepId;
  readonly params: Readonly<Record<string, unknown>>;
}

const LIST_STEPS: ReadonlyMap<string, StepId> = new Map(
  (['mcp-list-tools', 'mcp-list-resources', 'mcp-list-resource-templates', 'mcp-list-prompts'] as const).map(
    (step) => [STEP_METHOD[step] ?? '', step],
  ),
);

/** The call of a row. `given` are other arguments than its own. */
export function callOf(row: MatrixRow, given: MatrixRow['arguments'] = row.arguments): RowCall {
  const { kind, name } = row;
  switch (kind) {
    case 'list':
      return { step: LIST_STEPS.get(name) ?? 'mcp-list-tools', params: {} };
    case 'tool':
      return { step: 'mcp-call-tool', params: { name, arguments: given ?? {} } };
    case 'resource':
      return { step: 'mcp-read-resource', params: { uri: given?.['uri'] ?? name } };
    case 'prompt':
      return { step: 'mcp-get-prompt', params: { name, arguments: given ?? {} } };
    default:
      return assertNever(kind);
  }
}
