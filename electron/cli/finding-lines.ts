// A failure as lines of text, the same in every command.

import type { styleText } from 'node:util';
import { ruleById } from '../../shared/rules/catalogue.ts';
import type { Finding, Pointer } from '../../shared/trace/event.ts';

export type Style = Parameters<typeof styleText>[0];

/** One line with its indent and its style. */
export interface Line {
  readonly indent: number;
  readonly text: string;
  readonly style?: Style;
}

/** A place inside an exchange, as words. */
function placeIn(at: Pointer): string {
  switch (at.in) {
    case 'status':
      return 'status';
    case 'request-line':
      return 'request line';
    case 'request-url':
      return at.parameter === undefined ? 'request URL' : `request URL, parameter ${at.parameter}`;
    case 'request-header':
      return `request header ${at.name}`;
    case 'request-body':
      return `request body${at.path === '' ? '' : `, ${at.path}`}`;
    case 'response-header':
      return `response header ${at.name}`;
    case 'response-body':
      return `${at.sse === undefined ? 'response body' : `event ${at.sse + 1} of the stream`}${at.path === '' ? '' : `, ${at.path}`}`;
    case 'callback-url':
      return at.parameter === undefined ? 'callback URL' : `callback URL, parameter ${at.parameter}`;
    default:
      return 'TLS';
  }
}

/** A finding, or its summary as JSON has it. */
export type ToldFinding = Pick<Finding, 'ruleId' | 'severity' | 'message' | 'evidence'> & {
  readonly [K in 'expected' | 'actual' | 'fix']?: string | null;
};

/** A failed finding. `nameOf` names the event that a piece of evidence is of. */
export function failureLines(finding: ToldFinding, nameOf: (event: number) => string | undefined): Line[] {
  const style: Style =
    finding.severity === 'error' ? 'red' : finding.severity === 'warning' ? 'yellow' : 'dim';
  return [
    { indent: 4, text: `✕ ${finding.ruleId}  ${finding.severity}`, style },
    { indent: 6, text: finding.message },
    ...(typeof finding.expected !== 'string' ? [] : [{ indent: 6, text: `expected  ${finding.expected}` }]),
    ...(typeof finding.actual !== 'string' ? [] : [{ indent: 6, text: `seen      ${finding.actual}` }]),
    ...finding.evidence.map(({ event, at }): Line => {
      const name = nameOf(event);
      return {
        indent: 6,
        text: `where     ${placeIn(at)}${name === undefined ? '' : ` of ${name}`}`,
        style: 'dim',
      };
    }),
    ...(typeof finding.fix !== 'string' ? [] : [{ indent: 6, text: `fix       ${finding.fix}` }]),
    ...(ruleById(finding.ruleId)?.sources ?? []).map(({ label, url }): Line => ({
      indent: 6,
      text: `source    ${label}  ${url}`,
      style: 'dim',
    })),
  ];
}
