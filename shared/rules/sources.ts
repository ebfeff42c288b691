// Where the statements stand. One function a document, so that a section is always cited the same way.

import type { Revision } from '../protocol/revision.ts';
import type { Source } from './rule.ts';

/** An RFC section, e.g. `rfc(8414, '3.3')`. */
export function rfc(number: number, section: string): Source {
  return {
    label: `RFC ${number} §${section}`,
    url: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
  };
}

const PAGES = {
  index: 'basic/authorization',
  discovery: 'basic/authorization/authorization-server-discovery',
  registration: 'basic/authorization/client-registration',
  security: 'basic/authorization/security-considerations',
  transport: 'basic/transports/streamable-http',
  basic: 'basic',
  versioning: 'basic/versioning',
  caching: 'server/utilities/caching',
  elicitation: 'client/elicitation',
  tools: 'server/tools',
  resources: 'server/resources',
  logging: 'server/utilities/logging',
} as const;

const anchorOf = (section: string): string =>
  section
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-|-$/g, '');

/** A section of OpenID Connect Discovery 1.0. */
export function openid(section: string, anchor: string): Source {
  return {
    label: `OpenID Connect Discovery §${section}`,
    url: `https://openid.net/specs/openid-connect-discovery-1_0.html#${anchor}`,
  };
}

/** A section of OpenID Connect Core 1.0. */
export function openidCore(section: string, anchor: string): Source {
  return {
    label: `OpenID Connect Core §${section}`,
    url: `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
  };
}

/** A section of the security best practices that accompany every revision. */
export function practices(section: string): Source {
  return {
    label: `MCP Security Best Practices, ${section}`,
    url: `https://modelcontextprotocol.io/docs/tutorials/security/security_best_practices#${anchorOf(section)}`,
  };
}

const OWASP_RISKS = {
  1: 'broken-object-level-authorization',
  2: 'broken-authentication',
  3: 'broken-object-property-level-authorization',
  5: 'broken-function-level-authorization',
} as const;

/** A risk of the OWASP API Security Top 10 of 2023. */
export function owasp(risk: keyof typeof OWASP_RISKS): Source {
  return {
    label: `OWASP API${risk}:2023`,
    url: `https://owasp.org/API-Security/editions/2023/en/0xa${risk}-${OWASP_RISKS[risk]}/`,
  };
}

/** A weakness of the Common Weakness Enumeration. */
export function cwe(number: number, name: string): Source {
  return { label: `CWE-${number}, ${name}`, url: `https://cwe.mitre.org/data/definitions/${number}.html` };
}

/** A risk of the OWASP Top 10 for applications with language models, 2025. */
export function owaspLlm(number: string, name: string): Source {
  const page = `llm${number}2025-${anchorOf(name)}`;
  return { label: `OWASP LLM${number}:2025, ${name}`, url: `https://genai.owasp.org/llmrisk/${page}/` };
}

/** A section of the MCP specification; before 2026-07-28 authorization was one page. */
export function mcp(page: keyof typeof PAGES, section: string, revision: Revision = '2026-07-28'): Source {
  const path =
    revision === '2026-07-28' || /^(?:client|server)\//.test(PAGES[page])
      ? PAGES[page]
      : page === 'transport'
        ? 'basic/transports'
        : 'basic/authorization';
  return {
    label: `MCP ${revision}, ${section}`,
    url: `https://modelcontextprotocol.io/specification/${revision}/${path}#${anchorOf(section)}`,
  };
}
