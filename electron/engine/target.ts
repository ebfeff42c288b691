import { KeyholeError } from '../../shared/contract.ts';
import { assertNever } from '../../shared/protocol/assert-never.ts';
import { judgeTargetUrl, type TargetProblem } from '../../shared/protocol/target-url.ts';

/**
 * Reads what a person typed as the address of an MCP server.
 * @throws KeyholeError `bad-input` with a sentence that names the input and the remedy
 */
export function readTarget(typed: string): string {
  const judged = judgeTargetUrl(typed);
  if (judged.kind === 'good') return judged.url;
  throw new KeyholeError('bad-input', sentenceOf(judged.problem, typed.trim(), judged.values));
}

function sentenceOf(problem: TargetProblem, text: string, values: Readonly<Record<string, string>>): string {
  switch (problem) {
    case 'empty':
      return 'Enter the URL of an MCP server, for instance https://example.com/mcp.';
    case 'unparsable':
      return `"${text}" is not a URL. Write it like https://example.com/mcp.`;
    case 'scheme':
      return `"${text}" uses the scheme "${(values['scheme'] ?? '').slice(0, -1)}". An MCP server is reached over https, or http on this machine.`;
    case 'userinfo':
      return 'The URL carries a user name or password. Leave it out and use the settings for credentials.';
    case 'fragment':
      return `"${text}" has a fragment (#…), which is never sent. Leave it out.`;
    default:
      return assertNever(problem);
  }
}
