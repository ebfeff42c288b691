// Addresses inside a network, reached through a document of a server outside: how a client is used to look around
// in a place it was not meant to see. Names are not resolved here; only addresses written as such can be judged.

import { isJsonObject } from '../protocol/json.ts';
import { RESOURCE_METADATA_STEPS, SERVER_METADATA_STEPS } from '../protocol/steps.ts';
import { isPrivateHost, leadsInward, parsedUrl } from '../protocol/urls.ts';
import type { Pointer, StageId } from '../trace/event.ts';
import { challenged, mcpExchange } from './facts.ts';
import type { JudgeContext, Judgement, Rule } from './rule.ts';
import { documentOf, pass } from './rule.ts';
import { practices } from './sources.ts';

type Found = readonly { readonly url: string; readonly at: Pointer }[];

/** What is told of an address that leads inward. */
const WORDS = {
  private: {
    message: 'A server on the internet points to an address inside a private network.',
    expected: 'a public address',
  },
  'link-local': {
    message:
      'The server points to a link-local address. At 169.254.169.254 a cloud hands out the credentials of the machine that asks.',
    expected: 'an address that is not link-local',
  },
} as const;

/** A person who inspects a server on this machine or network expects its documents to point there. */
function judgeAddresses(context: JudgeContext, found: Found | undefined): Judgement | undefined {
  const { target } = context;
  for (const { url, at } of found ?? []) {
    const inward = leadsInward(target, url);
    if (inward !== undefined) return { verdict: 'fail', ...WORDS[inward], actual: url, at: [at] };
  }
  const host = parsedUrl(target)?.hostname;
  if (!found || found.length === 0 || (host !== undefined && isPrivateHost(host))) return undefined;
  return pass('No address inside a private network is named.', ...found.map(({ at }) => at));
}

function inDocument(
  document: Record<string, unknown> | undefined,
  names: readonly string[],
): Found | undefined {
  if (!document) return undefined;
  const found: { url: string; at: Pointer }[] = [];
  const add = (url: unknown, path: string): void => {
    if (typeof url === 'string') found.push({ url, at: { in: 'response-body', path } });
  };
  for (const name of names) {
    const value = document[name];
    if (Array.isArray(value)) value.forEach((url, index) => add(url, `/${name}/${index}`));
    else add(value, `/${name}`);
  }
  return found;
}

function rule(stage: StageId, find: (context: JudgeContext) => Found | undefined): Rule {
  return {
    id: `${stage}/private-address`,
    stage,
    level: 'SHOULD',
    binds: 'client',
    since: '2025-06-18',
    sources: [practices('Server-Side Request Forgery (SSRF)')],
    statement:
      'A client does not follow a server on the internet to an address inside a private network, nor any server to a link-local one.',
    why: 'Otherwise a malicious server makes the client send requests to machines that only the client can reach.',
    fix: 'Publish public addresses. If you know this network and mean it, continue anyway.',
    refuses: true,
    judge: (context) => judgeAddresses(context, find(context)),
  };
}

export const privateAddressRules: readonly Rule[] = [
  rule('challenge', (context) => {
    const answer = mcpExchange(context);
    const found = answer?.status === 401 ? challenged(answer.event, 'resource_metadata') : undefined;
    return found && [{ url: found.value, at: found.at }];
  }),
  rule('resource-metadata', (context) =>
    inDocument(documentOf(context, ...RESOURCE_METADATA_STEPS), ['authorization_servers']),
  ),
  rule('server-metadata', (context) => {
    const document = documentOf(context, ...SERVER_METADATA_STEPS);
    return isJsonObject(document)
      ? inDocument(document, [
          'token_endpoint',
          'registration_endpoint',
          'revocation_endpoint',
          'introspection_endpoint',
          'jwks_uri',
        ])
      : undefined;
  }),
];
