import { ANSWER_FAULTS } from './answers.ts';
import { AUTHORIZATION_RESPONSE_FAULTS } from './authorization-response.ts';
import { CHALLENGE_CONTENTS_FAULTS } from './challenge-contents.ts';
import { METADATA_CONTENTS_FAULTS } from './metadata-contents.ts';
import { REGISTRATION_CONTENTS_FAULTS } from './registration-contents.ts';
import { TOKEN_RESPONSE_FAULTS } from './token-response.ts';
import { MCP_ANSWER_FAULTS } from './mcp-answers.ts';
import { CHALLENGE_FAULTS } from './challenge.ts';
import type { Fault } from './fault.ts';
import { MCP_FAULTS } from './mcp.ts';
import { LEAK_FAULTS } from './leaks.ts';
import { PERMISSION_FAULTS } from './permissions.ts';
import { REFRESH_FAULTS } from './refresh.ts';
import { REGISTRATION_FAULTS } from './registration.ts';
import { RESOURCE_METADATA_FAULTS } from './resource-metadata.ts';
import { REVOCATION_FAULTS } from './revocation.ts';
import { SERVER_METADATA_FAULTS } from './server-metadata.ts';
import { TOKEN_FAULTS } from './token.ts';
import { TOKENS_NOT_CHECKED_FAULTS } from './tokens-not-checked.ts';

/**
 * Every fault: those of one flow in its order, then those that show to several callers, then those in what answers
 * contain. When several are on, the earlier spoils first.
 */
export const FAULTS: readonly Fault[] = [
  ...CHALLENGE_FAULTS,
  ...CHALLENGE_CONTENTS_FAULTS,
  ...RESOURCE_METADATA_FAULTS,
  ...SERVER_METADATA_FAULTS,
  ...METADATA_CONTENTS_FAULTS,
  ...REGISTRATION_FAULTS,
  ...REGISTRATION_CONTENTS_FAULTS,
  ...AUTHORIZATION_RESPONSE_FAULTS,
  ...TOKEN_FAULTS,
  ...TOKEN_RESPONSE_FAULTS,
  ...MCP_FAULTS,
  ...MCP_ANSWER_FAULTS,
  ...REFRESH_FAULTS,
  ...REVOCATION_FAULTS,
  ...PERMISSION_FAULTS,
  ...TOKENS_NOT_CHECKED_FAULTS,
  ...ANSWER_FAULTS,
  ...LEAK_FAULTS,
];
