// Sections of the MCP specification by subject, under the headings each revision gives them.

import type { McpSection } from './explanation.ts';
import { since } from './explanation.ts';

export const ERROR_HANDLING: McpSection = ['index', since('2025-03-26', 'Error Handling')];
export const SCOPE_SELECTION: McpSection = ['index', since('2025-11-25', 'Scope Selection Strategy')];
export const STEP_UP: McpSection = ['index', since('2025-11-25', 'Scope Challenge Handling')];
export const RESOURCE_PARAMETER: McpSection = [
  'index',
  since('2025-06-18', 'Resource Parameter Implementation'),
];
export const TOKEN_REQUIREMENTS: McpSection = ['index', since('2025-03-26', 'Token Requirements')];
export const REFRESH_TOKENS: McpSection = ['index', { '2026-07-28': 'Refresh Tokens' }];
export const RESPONSE_VALIDATION: McpSection = [
  'index',
  { '2026-07-28': 'Authorization Response Validation' },
];
export const RESOURCE_METADATA_DISCOVERY: McpSection = [
  'discovery',
  {
    '2025-06-18': 'Authorization Server Location',
    ...since('2025-11-25', 'Protected Resource Metadata Discovery Requirements'),
  },
];
export const SERVER_METADATA_DISCOVERY: McpSection = [
  'discovery',
  {
    '2025-03-26': 'Server Metadata Discovery',
    '2025-06-18': 'Server Metadata Discovery',
    ...since('2025-11-25', 'Authorization Server Metadata Discovery'),
  },
];
export const DYNAMIC_REGISTRATION: McpSection = [
  'registration',
  since('2025-03-26', 'Dynamic Client Registration'),
];
export const CLIENT_ID_DOCUMENTS: McpSection = [
  'registration',
  since('2025-11-25', 'Client ID Metadata Documents'),
];
export const CODE_PROTECTION: McpSection = ['security', since('2025-06-18', 'Authorization Code Protection')];
export const OPEN_REDIRECTION: McpSection = ['security', since('2025-06-18', 'Open Redirection')];
export const TOKEN_THEFT: McpSection = ['security', since('2025-06-18', 'Token Theft')];
export const COMMUNICATION_SECURITY: McpSection = ['security', since('2025-06-18', 'Communication Security')];
export const TRANSPORT: McpSection = ['transport', since('2025-03-26', 'Streamable HTTP')];
export const SESSIONS: McpSection = [
  'transport',
  {
    '2025-03-26': 'Session Management',
    '2025-06-18': 'Session Management',
    '2025-11-25': 'Session Management',
  },
];
export const PROTOCOL_VERSION: McpSection = ['transport', since('2025-06-18', 'Protocol Version Header')];
