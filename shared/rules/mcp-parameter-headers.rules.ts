// Arguments of a tool call that travel as headers too, so that gateways need not read bodies.

import { messageOf } from '../protocol/exchange.ts';
import { isJsonObject, text } from '../protocol/json.ts';
import type { MirroredArgument } from '../protocol/mcp-parameter-headers.ts';
import { mirroredArguments } from '../protocol/mcp-parameter-headers.ts';
import type { RequestContent } from '../trace/event.ts';
import { latest } from '../trace/fold.ts';
import { headerLine } from './facts.ts';
import { sentMessage } from './mcp-request.rules.ts';
import type { JudgeContext, Rule } from './rule.ts';
import { pass, requestRule } from './rule.ts';
import { mcp } from './sources.ts';

/** The arguments of a call that its tool, as it was listed, wants in headers. */
export function mirroredIn(
  session: JudgeContext['session'],
  request: RequestContent,
): readonly MirroredArgument[] {
  const message = messageOf(request);
  const params = message?.['method'] === 'tools/call' ? message['params'] : undefined;
  const name = text(params, 'name');
  const tools = latest(session, 'tools');
  if (!isJsonObject(params) || name === undefined || !Array.isArray(tools)) return [];
  const tool: unknown = tools.find((one) => text(one, 'name') === name);
  return isJsonObject(tool)
    ? mirroredArguments(tool['inputSchema'], params['arguments'], request.headers)
    : [];
}

export const mcpParameterHeadersRules: readonly Rule[] = [
  requestRule({
    id: 'mcp/parameter-headers',
    stage: 'mcp',
    level: 'MUST',
    since: '2026-07-28',
    sources: [
      mcp('transport', 'Custom Headers from Tool Parameters'),
      mcp('transport', 'Value Encoding'),
      mcp('transport', 'Server Behavior for Custom Headers'),
    ],
    statement:
      'Each argument that the tool marks with `x-mcp-header` is repeated in its Mcp-Param header, and no absent one is.',
    why: 'A gateway that routes or allows by the header would send the call where its argument does not belong.',
    fix: 'Send Mcp-Param-… with the value of the argument; leave the header out where there is no argument.',
    judge(context) {
      if (!sentMessage(context) || context.subject.kind !== 'exchange') return undefined;
      const { request } = context.subject.event;
      const mirrored = mirroredIn(context.session, request);
      if (mirrored.length === 0) return undefined;
      const at = ({ header }: MirroredArgument) => {
        const line = headerLine(request.headers, header);
        return { in: 'request-header', name: header, ...(line ? { index: line.index } : {}) } as const;
      };
      const wrong = mirrored.find(({ agrees }) => !agrees);
      if (!wrong) {
        const sent = mirrored.filter(({ actual }) => actual !== undefined);
        return pass(
          sent.length === 0
            ? 'The arguments that the tool wants in headers are absent, and so are the headers.'
            : 'Headers and arguments agree.',
          ...mirrored.map(at),
        );
      }
      const argument = `\`${wrong.path.join('.')}\``;
      return {
        verdict: 'fail',
        message:
          wrong.expected === undefined
            ? `The header repeats an argument ${argument} that the call does not have.`
            : wrong.actual === undefined
              ? `The header that repeats the argument ${argument} is missing.`
              : `Header and argument ${argument} differ.`,
        expected: wrong.expected ?? 'no header',
        actual: wrong.actual ?? 'absent',
        at: [at(wrong)],
      };
    },
  }),
];
