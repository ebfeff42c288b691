// Findings as SARIF 2.1.0, the form that code hosts and editors read. A finding's place is an exchange of a trace: the
// file is the artifact, and the place inside it a logical location, for a line number of a trace tells nobody anything.

import { ruleById } from '../rules/catalogue.ts';
import { assertNever } from '../protocol/assert-never.ts';
import type { Finding, Pointer, Severity } from '../trace/event.ts';

/** A place within an exchange, as one word. */
function placeOf(at: Pointer): string {
  switch (at.in) {
    case 'response-body':
      return `response.body${at.sse === undefined ? '' : `[event ${at.sse}]`}${at.path}`;
    case 'request-body':
      return `request.body${at.path}`;
    case 'request-header':
      return `request.headers.${at.name}`;
    case 'response-header':
      return `response.headers.${at.name}`;
    case 'request-url':
      return `request.url${at.parameter === undefined ? '' : `?${at.parameter}`}`;
    case 'callback-url':
      return `callback.url${at.parameter === undefined ? '' : `?${at.parameter}`}`;
    case 'request-line':
      return 'request.line';
    case 'status':
      return 'response.status';
    case 'tls':
      return 'tls';
    default:
      return assertNever(at);
  }
}

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** The failures, and what could not be told as open questions; passes are no results. */
export function sarifOf(run: {
  /** Version of the program. */
  readonly version: string;
  /** The file that the findings are about, as a relative path or URL. */
  readonly artifact: string;
  readonly findings: readonly Finding[];
}): unknown {
  const told = run.findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'cannot-tell');
  const ids = [...new Set(told.map(({ ruleId }) => ruleId))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Keyhole',
            version: run.version,
            rules: ids.map((id) => {
              const rule = ruleById(id);
              return {
                id,
                shortDescription: { text: rule?.statement ?? id },
                ...(rule
                  ? {
                      fullDescription: { text: rule.why },
                      help: { text: rule.fix },
                      helpUri: rule.sources[0]?.url,
                    }
                  : {}),
              };
            }),
          },
        },
        results: told.map(({ ruleId, verdict, severity, message, evidence }) => ({
          ruleId,
          ruleIndex: ids.indexOf(ruleId),
          kind: verdict === 'fail' ? 'fail' : 'open',
          // SARIF 2.1.0 §3.27.10: only a failure has a level.
          level: verdict === 'fail' ? LEVEL[severity] : 'none',
          message: { text: message },
          locations: (evidence.length === 0 ? [undefined] : evidence).map((place) => ({
            physicalLocation: { artifactLocation: { uri: run.artifact } },
            ...(place
              ? {
                  logicalLocations: [
                    { fullyQualifiedName: `exchange ${place.event}: ${placeOf(place.at)}`, kind: 'element' },
                  ],
                }
              : {}),
          })),
        })),
      },
    ],
  };
}
