// What a trace's MCP answers hold of sensitive data: every sighting with its place, whoever sent and received it.
// Reads bodies by hash. Runs on unmasked bodies in the engine, and on masked ones of a saved trace.

import { isJsonObject, text } from '../../protocol/json.ts';
import { pointerNames, pointerStep, valueAt } from '../../protocol/json-pointer.ts';
import { isMcpStep } from '../../protocol/steps.ts';
import type { Pointer, TraceEvent } from '../../trace/event.ts';
import type { EventOf } from '../../trace/session.ts';
import type { Block, Listed } from '../audience/blocks.ts';
import { readBlocks } from '../audience/blocks.ts';
import type { Reader } from '../audience/host.ts';
import { READERS, reaches } from '../audience/host.ts';
import { detectInJson } from '../detect/detect-json.ts';
import type { DetectOptions } from '../detect/detect-options.ts';
import { detectInText } from '../detect/detect-text.ts';
import type { Detection } from '../detect/detection.ts';
import { classOfName } from '../detect/sensitive-name.ts';
import { messagesOf, placeIn, type ServerMessage } from '../messages.ts';
import { calledBy, paramsOf } from '../called.ts';
import type { Called } from '../called.ts';
import { DocumentsInTexts, namedAround } from './owner.ts';
import type { LeakPlace, Sighting } from './sighting.ts';
import { CONTACT_DATA } from './sighting.ts';

/** What to look through, and how. */
export interface LeakInput {
  readonly events: readonly TraceEvent[];
  /** A body as text; `undefined` when it is not kept, or no text. */
  readonly body: (hash: string) => string | undefined;
  readonly detect?: DetectOptions;
  /** Called before each exchange with what part is done, 0 to 1; may throw to stop. */
  readonly onProgress?: (done: number) => void;
}

/** One answer that was looked through. */
export interface SeenAnswer {
  readonly exchange: EventOf<'exchange'>;
  readonly called: Called;
  readonly sent: ServerMessage;
  readonly blocks: readonly Block[];
}

/** Everything the rules look at. */
export interface Collected {
  readonly sightings: readonly Sighting[];
  readonly answers: readonly SeenAnswer[];
  /** Exchanges with an MCP server. */
  readonly exchanges: number;
  /** Exchanges whose body was cut, is no text, or is not in the trace: nothing is known of the rest. */
  readonly unread: readonly EventOf<'exchange'>[];
}

/** What a list says of the things in it. */
const LISTS: Readonly<Record<string, Called['kind']>> = {
  tools: 'tool',
  resources: 'resource',
  resourceTemplates: 'resource',
  prompts: 'prompt',
};

/** Members that a client sends back unread, and that nobody is shown. */
const OPAQUE = new Set(['requestState', 'nextCursor', 'id', 'progressToken']);
/** Longer texts are not searched for each secret of the structured content beside them. */
const LONGEST_PROSE = 1024 * 1024;

const URL_MEMBERS = new Set(['uri', 'url', 'src', 'href', 'websiteUrl', 'uriTemplate']);

/** Annotations of resources as the trace lists them; the newest listing counts. */
export function listedResources(events: readonly TraceEvent[]): Listed {
  const known = new Map<string, unknown>();
  for (const event of events) {
    if (event.kind !== 'value' || event.name !== 'resources' || !Array.isArray(event.value)) continue;
    for (const entry of event.value as readonly unknown[]) {
      const uri = text(entry, 'uri');
      if (uri !== undefined && isJsonObject(entry)) known.set(uri, entry['annotations']);
    }
  }
  return (uri) => known.get(uri);
}

/** True for a span inside a URL, wherever that stands. */
function isInUrl(text: string, { start, end }: Detection): boolean {
  const from = Math.max(0, start - 2048);
  const before = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>`]*$/i.exec(text.slice(from, start));
  return before !== null && !/[\s"'<>`]/.test(text.slice(start, end));
}

function textAt(message: unknown, { path, inName }: Detection): string {
  if (inName) return pointerNames(path).at(-1) ?? '';
  const value = valueAt(message, path);
  return typeof value === 'string' ? value : String(value);
}

/** What is said of the thing that a list entry describes, or of the exchange's own. */
function subjectOf(message: unknown, names: readonly string[], called: Called): Called {
  const kind = names[0] === 'result' ? LISTS[names[1] ?? ''] : undefined;
  if (kind === undefined) return called;
  const entry = valueAt(message, names.slice(0, 3).map(pointerStep).join(''));
  const name = kind === 'resource' ? (text(entry, 'uri') ?? text(entry, 'uriTemplate')) : text(entry, 'name');
  return { kind, name: name ?? '' };
}

function placeOf(
  names: readonly string[],
  block: Block | undefined,
  isError: boolean,
): LeakPlace | undefined {
  const last = names.at(-1) ?? '';
  if (block?.kind === 'structured') return 'structured';
  // Data of a tool may well have a member of these names; the protocol's own stand outside of it.
  if (names.includes('_meta')) return 'meta';
  if (OPAQUE.has(last) && block === undefined) return undefined;
  if (block?.bound === 'log' || (names[0] === 'params' && block === undefined)) return 'log';
  if (names[0] === 'error' || (isError && names[0] !== 'params')) return 'error';
  if (URL_MEMBERS.has(last)) return 'url';
  return block === undefined ? 'description' : 'content';
}

/** A secret inside a URL goes wherever URLs go; how to reach somebody is no secret there. */
function asUrl(place: LeakPlace, whole: string, found: Detection, block: Block | undefined): LeakPlace {
  // The address of an elicitation is the exception: it says nothing of the person at all.
  if (block?.kind === 'url') return place;
  if (CONTACT_DATA.has(found.class)) return place === 'url' ? 'content' : place;
  return (place === 'content' || place === 'structured') && isInUrl(whole, found) ? 'url' : place;
}

/** Reads one exchange. */
class Reading {
  readonly #exchange: EventOf<'exchange'>;
  readonly #called: Called;
  readonly #options: DetectOptions;
  readonly #asked: string;
  readonly #sightings: Sighting[] = [];

  constructor(exchange: EventOf<'exchange'>, options: DetectOptions) {
    this.#exchange = exchange;
    this.#called = calledBy(exchange);
    this.#options = options;
    this.#asked = JSON.stringify(paramsOf(exchange) ?? null);
  }

  get called(): Called {
    return this.#called;
  }

  /** What was seen, and of what stands in structured content, whether any text beside it shows it. */
  seen(answers: readonly SeenAnswer[]): readonly Sighting[] {
    if (!this.#sightings.some(({ place }) => place === 'structured')) return this.#sightings;
    const shown = new Set(
      this.#sightings.flatMap(({ place, secret }) => (place === 'structured' ? [] : [secret])),
    );
    const prose = answers
      .flatMap(({ blocks }) => blocks.flatMap(({ fields }) => fields))
      .flatMap((field) => (field.kind === 'text' ? [field.text] : []))
      .join('\n');
    // In a very long answer only what the detectors find on both sides is compared; nothing is said of the rest.
    const long = prose.length > LONGEST_PROSE;
    return this.#sightings.map((one) =>
      one.place === 'structured' && !shown.has(one.secret) && !long && !prose.includes(one.secret)
        ? { ...one, structuredOnly: true }
        : one,
    );
  }

  #see(
    detection: Pick<Detection, 'class' | 'detector' | 'confidence' | 'why'>,
    at: Pointer,
    secret: string,
    rest: Pick<Sighting, 'place' | 'reaches'> & Partial<Sighting>,
  ): void {
    const { detector, confidence, why } = detection;
    this.#sightings.push({
      class: detection.class,
      called: this.#called,
      identity: this.#exchange.identity,
      evidence: { event: this.#exchange.id, at },
      found: { detector, confidence, why },
      secret,
      echoed: this.#asked.includes(JSON.stringify(secret).slice(1, -1)),
      structuredOnly: false,
      named: { persons: [] },
      ...rest,
    });
  }

  /** A text that is no JSON-RPC message: a URL, a header, a page. */
  text(value: string, place: LeakPlace, at: Pointer, options: DetectOptions): void {
    for (const found of detectInText(value, { ...this.#options, ...options })) {
      if (place === 'url' && CONTACT_DATA.has(found.class)) continue;
      const secret = value.slice(found.start, found.end);
      this.#see(found, at, secret, { place, reaches: place === 'error' ? READERS : [] });
    }
  }

  message(sent: ServerMessage, blocks: readonly Block[], failed: boolean): void {
    const { message } = sent;
    const result = isJsonObject(message['result']) ? message['result'] : {};
    const isError = failed || result['isError'] === true;
    const documents = new DocumentsInTexts();
    for (const found of detectInJson(message, this.#options)) {
      const names = pointerNames(found.path);
      const block = blocks.find(({ path }) => found.path === path || found.path.startsWith(`${path}/`));
      if (block?.kind === 'form') continue;
      const place = placeOf(names, block, isError);
      if (place === undefined) continue;
      const whole = textAt(message, found);
      const secret = whole.slice(found.start, found.end);
      this.#see(found, placeIn(sent, found.path), secret, {
        place: asUrl(place, whole, found, block),
        called: subjectOf(message, names, this.#called),
        reaches: readersOf(block, place),
        named: documents.namedAround(whole, secret) ?? namedAround(message, found.path),
      });
    }
    for (const block of blocks) if (block.kind === 'form') this.#form(sent, block);
  }

  /** A form asks for data by the names of its fields. */
  #form(sent: ServerMessage, block: Block): void {
    const schema = block.fields.find((field) => field.kind === 'json');
    const properties = schema && isJsonObject(schema.value) ? schema.value['properties'] : undefined;
    if (!schema || !isJsonObject(properties)) return;
    for (const [name, property] of Object.entries(properties)) {
      const asked = [name, text(property, 'title'), text(property, 'description')]
        .flatMap((words) => (words === undefined ? [] : [classOfName(words)]))
        .find((found) => found !== undefined);
      if (asked === undefined) continue;
      this.#sightings.push({
        class: asked,
        called: this.#called,
        identity: this.#exchange.identity,
        place: 'form',
        reaches: ['person'],
        evidence: {
          event: this.#exchange.id,
          at: placeIn(sent, `${schema.path}/properties${pointerStep(name)}`),
        },
        secret: '',
        echoed: false,
        structuredOnly: false,
        named: { persons: [] },
      });
    }
  }
}

/** Who gets what stands at a place, from a host that honours audiences. */
function readersOf(block: Block | undefined, place: LeakPlace): readonly Reader[] {
  if (block) return READERS.filter((reader) => reaches(block, reader, 'honours'));
  // What a server says of its tools is read by the model; what it says beside the content, by programs.
  return place === 'description' || place === 'error' ? READERS : [];
}

function readExchange(
  exchange: EventOf<'exchange'>,
  bodyText: string | undefined,
  listed: Listed,
  options: DetectOptions,
): { readonly sightings: readonly Sighting[]; readonly answers: readonly SeenAnswer[] } {
  const reading = new Reading(exchange, options);
  const failed = (exchange.response?.status ?? 0) >= 400;
  reading.text(exchange.request.url, 'url', { in: 'request-url' }, { context: 'url' });
  for (const [index, [name, value]] of (exchange.response?.headers ?? []).entries()) {
    const header = name.toLowerCase();
    const at: Pointer = { in: 'response-header', name: header, index };
    if (header === 'location') reading.text(value, 'url', at, { context: 'url' });
    else if (header === 'www-authenticate') reading.text(value, 'error', at, { context: 'header', header });
  }
  const messages = messagesOf(exchange, bodyText);
  const answers = messages.map((sent) => {
    const blocks = readBlocks(sent.message, listed);
    reading.message(sent, blocks, failed);
    return { exchange, called: reading.called, sent, blocks };
  });
  if (messages.length === 0 && failed && bodyText !== undefined)
    reading.text(bodyText, 'error', { in: 'response-body', path: '' }, {});
  return { sightings: reading.seen(answers), answers };
}

/** Looks through every exchange of a trace with an MCP server. */
export function collectSightings({ events, body, detect = {}, onProgress }: LeakInput): Collected {
  const exchanges = events.filter(
    (event): event is EventOf<'exchange'> => event.kind === 'exchange' && isMcpStep(event.step),
  );
  const listed = listedResources(events);
  const sightings: Sighting[] = [];
  const answers: SeenAnswer[] = [];
  const unread: EventOf<'exchange'>[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    onProgress?.(index / exchanges.length);
    const { response } = exchange;
    const ref = response?.body;
    const bodyText = ref === undefined ? undefined : body(ref.hash);
    if (ref && (ref.cut || (bodyText === undefined && ref.length > 0)) && !response?.events)
      unread.push(exchange);
    const read = readExchange(exchange, bodyText, listed, detect);
    for (const one of read.sightings) sightings.push(one);
    for (const one of read.answers) answers.push(one);
  }
  return { sightings, answers, exchanges: exchanges.length, unread };
}
