// Keyhole's own requests for metadata: the right location, in the right order, with the headers of the revision.

import type { Candidate } from '../protocol/urls.ts';
import { authorizationServerCandidates, protectedResourceCandidates } from '../protocol/urls.ts';
import { RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../protocol/steps.ts';
import { latestText } from '../trace/fold.ts';
import { headerLine } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { requestAt, pass, requestRule } from './rule.ts';
import { mcp, rfc } from './sources.ts';

const URL_PLACE = { in: 'request-url' } as const;

/** Judges the location that was asked against the list that the specification gives. */
function judgeLocation(
  context: JudgeContext,
  steps: readonly Candidate['step'][],
  candidates: readonly Candidate[],
): Judgement | undefined {
  const answer = requestAt(context, ...steps);
  // Where a redirect leads is the server's choice.
  if (!answer || answer.event.redirectOf !== undefined) return undefined;
  const index = candidates.findIndex(({ step }) => step === answer.event.step);
  const expected = candidates[index];
  if (!expected) return undefined;
  if (answer.event.request.url !== expected.url) {
    return {
      verdict: 'fail',
      message: 'The request went to another location than the specification names.',
      expected: expected.url,
      actual: answer.event.request.url,
      at: [URL_PLACE],
    };
  }
  const skipped = candidates
    .slice(0, index)
    .find((earlier) => !context.session.exchanges.some(({ step }) => step === earlier.step));
  if (!skipped) return pass('The location is the next one in the order of the specification.', URL_PLACE);
  return {
    verdict: 'fail',
    message: 'An earlier location was left out.',
    expected: `${skipped.url} first`,
    actual: answer.event.request.url,
    at: [URL_PLACE],
  };
}

export const discoveryRequestRules: readonly Rule[] = [
  requestRule({
    id: 'resource-metadata/challenge-url-used',
    stage: 'resource-metadata',
    level: 'MUST',
    since: '2025-06-18',
    sources: [mcp('discovery', 'Protected Resource Metadata Discovery Requirements'), rfc(9728, '5.1')],
    statement: 'When the challenge names the metadata document, that URL is used.',
    why: 'Another document may speak for another tenant or server at the same host.',
    fix: 'Request the URL of `resource_metadata` as it stands.',
    judge(context) {
      const answer = requestAt(context, 'prm-from-challenge');
      const named = latestText(context.session, 'resource_metadata');
      if (!answer || answer.event.redirectOf !== undefined || named === undefined) return undefined;
      if (answer.event.request.url === named) return pass('The URL of the challenge was used.', URL_PLACE);
      return {
        verdict: 'fail',
        message: 'The request went elsewhere than the challenge says.',
        expected: named,
        actual: answer.event.request.url,
        at: [URL_PLACE],
      };
    },
  }),
  requestRule({
    id: 'resource-metadata/well-known-order',
    stage: 'resource-metadata',
    level: 'MUST',
    since: '2025-11-25',
    sources: [mcp('discovery', 'Protected Resource Metadata Discovery Requirements'), rfc(9728, '3.1')],
    statement:
      'Without a URL in the challenge the location with the endpoint path is tried first, then the root.',
    why: 'The root document may describe another server of the same host.',
    fix: 'Insert /.well-known/oauth-protected-resource before the path of the endpoint; then try the root.',
    judge: (context) =>
      requestAt(context, 'prm-path', 'prm-root')
        ? judgeLocation(context, RESOURCE_METADATA_STEPS, protectedResourceCandidates(context.target))
        : undefined,
  }),
  requestRule({
    id: 'server-metadata/well-known-order',
    stage: 'server-metadata',
    level: 'MUST',
    since: '2025-03-26',
    sources: [
      mcp('discovery', 'Authorization Server Metadata Discovery'),
      rfc(8414, '3.1'),
      mcp('index', 'Server Metadata Discovery', '2025-03-26'),
    ],
    statement:
      'The metadata of an issuer is asked for at its well-known locations, in the order of the revision.',
    why: 'A document found elsewhere may belong to another tenant of the same host.',
    fix: 'Insert the well-known part between host and path of the issuer; OpenID Connect appends it instead.',
    judge(context) {
      const issuer = latestText(context.session, 'issuer');
      if (issuer === undefined || !requestAt(context, ...SERVER_METADATA_STEPS)) return undefined;
      return judgeLocation(
        context,
        SERVER_METADATA_STEPS,
        authorizationServerCandidates(issuer, context.policy),
      );
    },
  }),
  requestRule({
    id: 'server-metadata/protocol-version-header',
    stage: 'server-metadata',
    level: 'SHOULD',
    since: '2025-03-26',
    levels: { '2025-06-18': null, '2025-11-25': null, '2026-07-28': null },
    sources: [mcp('index', 'Headers', '2025-03-26')],
    statement: 'In 2025-03-26 a client sends MCP-Protocol-Version while it discovers metadata.',
    why: 'A server of that revision may answer differently to clients of another.',
    fix: 'Send MCP-Protocol-Version: 2025-03-26.',
    judge(context) {
      const answer = requestAt(context, ...SERVER_METADATA_STEPS);
      if (!answer || answer.event.redirectOf !== undefined) return undefined;
      const line = headerLine(answer.event.request.headers, 'mcp-protocol-version');
      const at = { in: 'request-header', name: 'mcp-protocol-version' } as const;
      if (line) return pass('The revision was sent.', { ...at, index: line.index });
      return {
        verdict: 'fail',
        message: 'The request does not say which revision the client speaks.',
        expected: `MCP-Protocol-Version: ${context.policy.revision}`,
        actual: 'absent',
        at: [at],
      };
    },
  }),
];
