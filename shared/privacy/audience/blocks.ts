// The content of a message as blocks, whatever carries it: a tool result, a resource, a prompt, a request for sampling or
// for input, an error. Of both eras: 2026-07-28 puts the requests of a server into its results.

import { isJsonObject, text, type JsonObject } from '../../protocol/json.ts';
import { pointerStep } from '../../protocol/json-pointer.ts';
import { misplacedOnMessage, readAnnotations, type Annotations } from './annotations.ts';

/** What carries the content. */
export type ContentSource =
  'tool-result' | 'resource' | 'prompt' | 'sampling' | 'elicitation' | 'error' | 'log';

export type BlockKind =
  | 'text'
  | 'image'
  | 'audio'
  | 'resource'
  | 'resource_link'
  | 'tool_use'
  | 'tool_result'
  | 'structured'
  | 'form'
  | 'url'
  | 'error'
  | 'log'
  | 'unknown';

/** A part of a block that says something: a text, or a JSON value. `path` points at it within the message. */
export type BlockField =
  | { readonly kind: 'text'; readonly name: string; readonly path: string; readonly text: string }
  | { readonly kind: 'json'; readonly name: string; readonly path: string; readonly value: unknown };

/** Content in one piece, with what the server says of it. */
export interface Block {
  readonly kind: BlockKind;
  readonly source: ContentSource;
  /** JSON pointer within the message. */
  readonly path: string;
  /** `type` as sent; for content without one, its kind. */
  readonly type: string;
  /** Whose words a message of a prompt or of sampling is; `system` for a system prompt. */
  readonly role?: string;
  readonly fields: readonly BlockField[];
  /** Bytes that came as Base64. */
  readonly bytes?: { readonly type: string; readonly length: number };
  readonly annotations: Annotations;
  /** The protocol itself says whom it reaches, whatever the host: `structured` content has no annotations at all. */
  readonly bound?: 'person' | 'log';
}

/** Annotations of a resource as `resources/list` gives them; `undefined` when it was not listed. */
export type Listed = (uri: string) => unknown;

const NOT_LISTED: Listed = () => undefined;
const NONE: Annotations = { from: 'none', notes: [] };
const UNMARKED: Annotations = { from: 'none', notes: [{ kind: 'unmarked' }] };

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** Bytes that a Base64 text stands for, without decoding it. */
function bytesIn(base64: string): number {
  const padding = /={1,2}$/.exec(base64)?.[0].length ?? 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

function textFields(value: unknown, path: string, names: readonly string[]): BlockField[] {
  return names.flatMap((name) => {
    const member = text(value, name);
    return member === undefined
      ? []
      : [{ kind: 'text' as const, name, path: `${path}${pointerStep(name)}`, text: member }];
  });
}

function binary(value: unknown, member: string): Pick<Block, 'bytes'> {
  const data = text(value, member);
  return data === undefined ? {} : { bytes: { type: text(value, 'mimeType') ?? '', length: bytesIn(data) } };
}

/** What a block says, by its type. */
function contentOf(value: JsonObject, path: string): Pick<Block, 'kind' | 'fields' | 'bytes'> {
  const type = text(value, 'type');
  switch (type) {
    case 'text':
      return { kind: type, fields: textFields(value, path, ['text']) };
    case 'image':
    case 'audio':
      return { kind: type, fields: [], ...binary(value, 'data') };
    case 'resource':
      return {
        kind: type,
        fields: textFields(value['resource'], `${path}/resource`, ['uri', 'text']),
        ...binary(value['resource'], 'blob'),
      };
    case 'resource_link':
      return { kind: type, fields: textFields(value, path, ['uri', 'name', 'title', 'description']) };
    case 'tool_use':
      return {
        kind: type,
        fields: [
          ...textFields(value, path, ['name']),
          { kind: 'json', name: 'input', path: `${path}/input`, value: value['input'] },
        ],
      };
    case 'tool_result':
      return {
        kind: type,
        fields: [
          ...list(value['content']).flatMap((inner, index) =>
            isJsonObject(inner) ? contentOf(inner, `${path}/content/${index}`).fields : [],
          ),
          ...(value['structuredContent'] === undefined
            ? []
            : [
                {
                  kind: 'json' as const,
                  name: 'structuredContent',
                  path: `${path}/structuredContent`,
                  value: value['structuredContent'],
                },
              ]),
        ],
      };
    default:
      return { kind: 'unknown', fields: [{ kind: 'json', name: 'json', path, value }] };
  }
}

function blockOf(value: unknown, path: string, source: ContentSource): Block {
  const known = isJsonObject(value) ? value : {};
  return {
    source,
    path,
    type: text(known, 'type') ?? 'unknown',
    ...contentOf(known, path),
    annotations: readAnnotations(value, path),
  };
}

/** Messages of a prompt or of sampling: the content of each is a block, or (sampling, 2025-11-25) several. */
function messageBlocks(messages: unknown, path: string, source: ContentSource): Block[] {
  return list(messages).flatMap((message, index) => {
    const at = `${path}/${index}`;
    const content = isJsonObject(message) ? message['content'] : undefined;
    const role = text(message, 'role');
    const blocks = Array.isArray(content)
      ? content.map((each: unknown, place) => blockOf(each, `${at}/content/${place}`, source))
      : [blockOf(content, `${at}/content`, source)];
    return blocks.map((block) => ({
      ...block,
      ...(role === undefined ? {} : { role }),
      annotations: {
        ...block.annotations,
        notes: [...block.annotations.notes, ...misplacedOnMessage(message, at, block.path)],
      },
    }));
  });
}

function resourceBlocks(contents: unknown, listed: Listed): Block[] {
  return list(contents).map((value, index) => {
    const path = `/result/contents/${index}`;
    return {
      kind: 'resource',
      source: 'resource',
      path,
      type: 'resource',
      fields: textFields(value, path, ['uri', 'text']),
      ...binary(value, 'blob'),
      annotations: readAnnotations(value, path, { annotations: listed(text(value, 'uri') ?? '') }),
    };
  });
}

/** What a server asks of the client: sampling goes to the model, a form or a URL to the person. */
function requestBlocks(request: unknown, path: string): Block[] {
  const params = isJsonObject(request) ? request['params'] : undefined;
  if (!isJsonObject(request) || !isJsonObject(params)) return [];
  const at = `${path}/params`;
  if (request['method'] === 'sampling/createMessage') {
    const system = textFields(params, at, ['systemPrompt']);
    return [
      ...(system.length === 0
        ? []
        : [
            {
              kind: 'text' as const,
              source: 'sampling' as const,
              path: `${at}/systemPrompt`,
              type: 'text',
              role: 'system',
              fields: system,
              annotations: UNMARKED,
            },
          ]),
      ...messageBlocks(params['messages'], `${at}/messages`, 'sampling'),
    ];
  }
  if (request['method'] !== 'elicitation/create') return [];
  const form = params['requestedSchema'];
  const asked = { source: 'elicitation', path: at, annotations: NONE, bound: 'person' } as const;
  return params['mode'] === 'url'
    ? [{ ...asked, kind: 'url', type: 'elicitation', fields: textFields(params, at, ['message', 'url']) }]
    : [
        {
          ...asked,
          kind: 'form',
          type: 'elicitation',
          fields: [
            ...textFields(params, at, ['message']),
            ...(form === undefined
              ? []
              : [
                  {
                    kind: 'json' as const,
                    name: 'requestedSchema',
                    path: `${at}/requestedSchema`,
                    value: form,
                  },
                ]),
          ],
        },
      ];
}

function resultBlocks(result: JsonObject, listed: Listed): Block[] {
  const structured = result['structuredContent'];
  return [
    ...list(result['content']).map((value, index) =>
      blockOf(value, `/result/content/${index}`, 'tool-result'),
    ),
    ...resourceBlocks(result['contents'], listed),
    ...messageBlocks(result['messages'], '/result/messages', 'prompt'),
    ...(structured === undefined
      ? []
      : [
          {
            kind: 'structured' as const,
            source: 'tool-result' as const,
            path: '/result/structuredContent',
            type: 'structuredContent',
            fields: [
              { kind: 'json' as const, name: 'json', path: '/result/structuredContent', value: structured },
            ],
            annotations: UNMARKED,
          },
        ]),
    ...Object.entries(isJsonObject(result['inputRequests']) ? result['inputRequests'] : {}).flatMap(
      ([key, request]) => requestBlocks(request, `/result/inputRequests${pointerStep(key)}`),
    ),
  ];
}

/**
 * The blocks of one JSON-RPC message, in the order sent. Messages without content have none.
 * @param listed annotations of resources, from the listings of the same session
 * @see MCP 2026-07-28, schema: ContentBlock, ResourceContents, PromptMessage, SamplingMessage, InputRequest
 */
export function readBlocks(message: JsonObject, listed: Listed = NOT_LISTED): Block[] {
  const { result, error, params } = message;
  if (isJsonObject(result)) return resultBlocks(result, listed);
  if (isJsonObject(error)) {
    return [
      {
        kind: 'error',
        source: 'error',
        path: '/error',
        type: 'error',
        fields: [
          ...textFields(error, '/error', ['message']),
          ...(error['data'] === undefined
            ? []
            : [{ kind: 'json' as const, name: 'data', path: '/error/data', value: error['data'] }]),
        ],
        annotations: UNMARKED,
      },
    ];
  }
  if (message['method'] === 'notifications/message' && isJsonObject(params)) {
    return [
      {
        kind: 'log',
        source: 'log',
        path: '/params',
        type: text(params, 'level') ?? 'log',
        fields: [{ kind: 'json', name: 'data', path: '/params/data', value: params['data'] }],
        annotations: NONE,
        bound: 'log',
      },
    ];
  }
  return requestBlocks(message, '');
}
