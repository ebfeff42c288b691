// Rules on what the answers of a server hold, judged by the privacy report (`shared/privacy/leaks/`) over a whole trace.

import type { RuleText } from './rule.ts';
import { cwe, mcp, owaspLlm, rfc } from './sources.ts';

const disclosure = owaspLlm('02', 'Sensitive Information Disclosure');
const common = { stage: 'mcp', binds: 'server', since: '2025-03-26', refuses: false } as const;

export const privacyRules: readonly RuleText[] = [
  {
    ...common,
    id: 'privacy/reaches-model',
    level: 'MUST NOT',
    sources: [mcp('tools', 'Security Considerations'), disclosure, cwe(201, 'Sensitive Data Sent')],
    statement:
      'What a model reads holds no secrets, complete card or identity numbers, or confidential figures.',
    why: 'What a model has read it may repeat to anybody, store, or be talked into sending away. An audience is a hint that most hosts ignore: it keeps nothing from the model.',
    fix: 'Leave the field out of the result, or return what is needed of it: the last four digits, a yes or no, a handle. Do it in the server; marking the block for the person is not enough.',
  },
  {
    ...common,
    id: 'privacy/reaches-other-user',
    level: 'MUST NOT',
    sources: [
      mcp('tools', 'Security Considerations'),
      disclosure,
      cwe(359, 'Exposure of Private Personal Information to an Unauthorized Actor'),
    ],
    statement: 'Personal data of one user does not reach another.',
    why: 'A customer reads where another one lives, and nobody broke in: the server gave it away in an answer that was allowed.',
    fix: 'Select by the caller in the query itself, and check each object that is joined to the answer for its own owner.',
  },
  {
    ...common,
    id: 'privacy/secret-in-error',
    level: 'MUST NOT',
    sources: [
      mcp('tools', 'Error Handling'),
      cwe(209, 'Generation of Error Message Containing Sensitive Information'),
    ],
    statement: 'An error message holds no secrets and no sensitive data.',
    why: 'Errors are the easiest answer to provoke, they are handed to the model so that it can try again, and they end up in every log.',
    fix: 'Answer with a sentence of your own and an identifier; write the cause with its connection strings to a log of the server.',
  },
  {
    ...common,
    id: 'privacy/secret-in-description',
    level: 'MUST NOT',
    sources: [
      mcp('tools', 'Security Considerations'),
      disclosure,
      cwe(200, 'Exposure of Sensitive Information'),
    ],
    statement: 'What a server says of itself, its tools, resources and prompts holds no secrets.',
    why: 'Everybody who may list the tools reads it, and each model reads it in every conversation.',
    fix: 'Take the secret out and replace it where it is valid, for it has been read. Give the tool what it needs through the environment of the server.',
  },
  {
    ...common,
    id: 'privacy/secret-in-url',
    level: 'SHOULD NOT',
    sources: [
      rfc(6750, '5.3'),
      mcp('elicitation', 'Safe URL Handling'),
      cwe(598, 'Use of GET Request Method With Sensitive Query Strings'),
    ],
    statement: 'A URL carries no secrets.',
    why: 'URLs are kept in histories and logs, sent on as referrers, and pasted by models into answers: whoever has the address has the access.',
    fix: 'Let the page behind the address ask who is there, or use a handle that is good once and for a short time.',
  },
  {
    ...common,
    id: 'privacy/secret-in-meta',
    level: 'MUST NOT',
    sources: [mcp('basic', '_meta'), disclosure, cwe(200, 'Exposure of Sensitive Information')],
    statement: '`_meta` holds no secrets and no sensitive data.',
    why: 'It is not shown to the person, so nobody misses it, and every client, proxy and log on the way keeps it.',
    fix: 'Keep what one part of the server tells another inside the server, under the identifier of the request.',
  },
  {
    ...common,
    id: 'privacy/secret-in-log',
    level: 'MUST NOT',
    sources: [
      mcp('logging', 'Security', '2025-11-25'),
      cwe(532, 'Insertion of Sensitive Information into Log File'),
    ],
    statement:
      'Log messages hold no credentials, no personal data and nothing internal that could aid an attack.',
    why: 'They leave the server for a client that keeps them in a file, mostly unread and for long.',
    fix: 'Log identifiers instead of values, and redact at the one place that writes log messages.',
  },
  {
    ...common,
    id: 'privacy/assistant-only-needed-by-person',
    level: 'SHOULD NOT',
    sources: [mcp('resources', 'Annotations'), mcp('tools', 'User Interaction Model')],
    statement: 'What the person has to know is not kept in blocks for the assistant alone.',
    why: 'A host that honours audiences shows the person nothing: a charge or a change then happens that only the model has read of.',
    fix: 'Name `user` in the audience of the block that says what was done, or add a sentence for the person.',
  },
  {
    ...common,
    id: 'privacy/asked-by-form',
    level: 'MUST NOT',
    since: '2025-06-18',
    sources: [
      mcp('elicitation', 'User Interaction Model'),
      mcp('elicitation', 'User Interaction Model', '2025-06-18'),
    ],
    statement: 'A form asks for no passwords, keys, tokens or payment credentials.',
    why: 'What is typed into a form passes through the client, and with it through its logs and its model.',
    fix: 'Use URL mode (2025-11-25 and later): send the person to a page of yours, and ask there.',
  },
  {
    ...common,
    id: 'privacy/structured-differs',
    level: 'SHOULD',
    since: '2025-06-18',
    sources: [mcp('tools', 'Structured Content')],
    statement: 'Structured content and the text beside it say the same.',
    why: 'Some hosts read one and some the other. What stands in only one of them is overlooked by whoever looks at the other, when reviewing as well as when redacting.',
    fix: 'Make both from one value: return the structured content, serialized, in a text block.',
  },
  {
    ...common,
    id: 'privacy/annotations-misplaced',
    level: 'SHOULD',
    sources: [mcp('resources', 'Annotations'), mcp('tools', 'Embedded Resources')],
    statement: 'Annotations stand on the content block, in words that MCP knows.',
    why: 'Elsewhere no host that follows the schema reads them: what was meant for one reader is given to everybody.',
    fix: 'Move `annotations` onto the block itself. An example of the specification nests them in `resource`; the schema does not.',
  },
];
