// A whole trace for somebody who may not see what is sensitive in it. Twice through: a secret may be quoted before the
// place that gives it away.

import type { DetectOptions } from '../detect/detect-options.ts';
import type { HeaderLine, RequestContent, ResponseContent, TraceEvent } from '../../trace/event.ts';
import { Redactor, type RedactorOptions } from './redact.ts';

/** A trace and the texts of its bodies, by the hash that its exchanges name. */
export interface TraceTexts {
  readonly events: readonly TraceEvent[];
  readonly bodies: ReadonlyMap<string, string>;
}

/** What a text of a trace becomes. The first time through it is only read. */
interface Texts {
  text(text: string, header?: string): string;
  stream(data: readonly string[]): readonly string[];
  json(value: unknown): unknown;
}

function optionsOf(header: string | undefined): DetectOptions {
  return header === undefined ? {} : { context: 'header', header };
}

function headers(lines: readonly HeaderLine[], texts: Texts): HeaderLine[] {
  return lines.map(([name, value]) => [name, texts.text(value, name)]);
}

function request(content: RequestContent, texts: Texts): RequestContent {
  return {
    ...content,
    url: texts.text(content.url),
    headers: headers(content.headers, texts),
    ...(content.body === undefined ? {} : { body: texts.text(content.body) }),
  };
}

function response(content: ResponseContent, texts: Texts): ResponseContent {
  const { events } = content;
  const data = events && texts.stream(events.map((event) => event.data));
  return {
    ...content,
    statusText: texts.text(content.statusText),
    headers: headers(content.headers, texts),
    ...(events && data
      ? { events: events.map((event, index) => ({ ...event, data: data[index] ?? '' })) }
      : {}),
  };
}

function walk(event: TraceEvent, texts: Texts): TraceEvent {
  switch (event.kind) {
    case 'draft':
    case 'draft-edited':
      return { ...event, request: request(event.request, texts) };
    case 'exchange': {
      const { request: sent, response: got, wireHeaders, failure } = event;
      return {
        ...event,
        request: request(sent, texts),
        ...(got ? { response: response(got, texts) } : {}),
        ...(wireHeaders ? { wireHeaders: headers(wireHeaders, texts) } : {}),
        // The shape is kept: only texts change.
        ...(failure ? { failure: texts.json(failure) as typeof failure } : {}),
      };
    }
    default:
      return texts.json(event) as TraceEvent;
  }
}

/** Redacts a trace and its bodies; the hashes by which exchanges name bodies stay those of what was recorded. */
export function redactTrace({ events, bodies }: TraceTexts, options: RedactorOptions = {}): TraceTexts {
  const redactor = new Redactor(options);
  const learning: Texts = {
    text(text, header) {
      redactor.learn(text, undefined, optionsOf(header));
      return text;
    },
    stream(data) {
      redactor.learnStream(data);
      return data;
    },
    json(value) {
      redactor.learnJson(value);
      return value;
    },
  };
  for (const event of events) walk(event, learning);
  for (const text of bodies.values()) redactor.learn(text);
  const redacting: Texts = {
    text: (text, header) => redactor.redactText(text, undefined, optionsOf(header)).text,
    stream: (data) => redactor.redactStream(data),
    json: (value) => redactor.redactJson(value).value,
  };
  return {
    events: events.map((event) => walk(event, redacting)),
    bodies: new Map([...bodies].map(([hash, text]) => [hash, redactor.redactText(text).text])),
  };
}
