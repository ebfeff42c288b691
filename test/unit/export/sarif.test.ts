import { expect, test } from 'vitest';
import { sarifOf } from '../../../shared/export/sarif.ts';
import type { Finding } from '../../../shared/trace/event.ts';

const finding = (rest: Partial<Finding>): Finding => ({
  ruleId: 'privacy/reaches-model',
  verdict: 'fail',
  severity: 'error',
  stage: 'mcp',
  message: 'It reaches the model.',
  evidence: [{ event: 7, at: { in: 'response-body', path: '/result/x', sse: 2 } }],
  ...rest,
});

test('failures and doubts become results with their rules and places; what passed does not', () => {
  const sarif = sarifOf({
    version: '1.2.3',
    artifact: 'run.keyhole',
    findings: [
      finding({}),
      finding({ severity: 'warning' }),
      finding({ severity: 'info', evidence: [] }),
      finding({ ruleId: 'privacy/secret-in-log', verdict: 'cannot-tell', severity: 'info' }),
      finding({ ruleId: 'privacy/secret-in-url', verdict: 'pass', severity: 'info' }),
    ],
  });
  expect(sarif).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Keyhole',
            version: '1.2.3',
            rules: [
              { id: 'privacy/reaches-model', helpUri: expect.stringMatching(/^https:/) },
              { id: 'privacy/secret-in-log' },
            ],
          },
        },
        results: [
          {
            ruleIndex: 0,
            kind: 'fail',
            level: 'error',
            locations: [
              {
                physicalLocation: { artifactLocation: { uri: 'run.keyhole' } },
                logicalLocations: [{ fullyQualifiedName: 'exchange 7: response.body[event 2]/result/x' }],
              },
            ],
          },
          { level: 'warning' },
          { level: 'note', locations: [{ physicalLocation: {} }] },
          { ruleIndex: 1, kind: 'open', level: 'none' },
        ],
      },
    ],
  });
});
