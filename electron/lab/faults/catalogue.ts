import { AUTHORIZATION_RESPONSE_FAULTS } from './authorization-response.ts';
import { CHALLENGE_FAULTS } from './challenge.ts';
import type { Fault } from './fault.ts';
import { MCP_FAULTS } from './mcp.ts';
import { REFRESH_FAULTS } from './refresh.ts';
import { REGISTRATION_FAULTS } from './registration.ts';
import { RESOURCE_METADATA_FAULTS } from './resource-metadata.ts';
import { REVOCATION_FAULTS } from './revocation.ts';
import { SERVER_METADATA_FAULTS } from './server-metadata.ts';
import { TOKEN_FAULTS } from './token.ts';

/** Every fault, in the order of the flow. When several are on, the earlier spoils first. */
export const FAULTS: readonly Fault[] = [
  ...CHALLENGE_FAULTS,
  ...RESOURCE_METADATA_FAULTS,
  ...SERVER_METADATA_FAULTS,
  ...REGISTRATION_FAULTS,
  ...AUTHORIZATION_RESPONSE_FAULTS,
  ...TOKEN_FAULTS,
  ...MCP_FAULTS,
  ...REFRESH_FAULTS,
  ...REVOCATION_FAULTS,
];
