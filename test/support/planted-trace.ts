// Traces with secrets in them: each stands once where its name or form gives it away, and is quoted in many other
// places, in every way that servers quote what they were sent.

import * as fc from 'fast-check';
import type { SensitiveClass } from '../../shared/privacy/detect/detection.ts';
import type { TraceEvent, TraceEventBody } from '../../shared/trace/event.ts';
import { Random } from '../fixtures/privacy/random.ts';
import { namedValue } from '../fixtures/privacy/values/by-class.ts';
import { strongPassword } from '../fixtures/privacy/values/passwords.ts';
import { arbitraryTrace } from './arbitrary-trace.ts';

/** Something that must not be found in a redacted trace. */
export interface PlantedSecret {
  readonly class: SensitiveClass;
  readonly name: string;
  readonly value: string;
}

/** A trace and what was planted in it. */
export interface PlantedTrace {
  readonly events: readonly TraceEvent[];
  readonly bodies: ReadonlyMap<string, string>;
  readonly secrets: readonly PlantedSecret[];
}

/** Classes whose values are long enough to be looked for, with a name that gives them away. */
const CLASSES: readonly (readonly [of: SensitiveClass, name: string])[] = [
  ['password', 'password'],
  ['password-hash', 'passwordHash'],
  ['payment-card', 'cardNumber'],
  ['bank-account', 'iban'],
  ['identity-number', '身份证号'],
  ['phone', '手机号'],
  ['email', 'email'],
  ['postal-address', 'shippingAddress'],
  ['credential', 'apiKey'],
  ['token', 'access_token'],
  ['private-key', 'privateKey'],
];

const secret = fc
  .tuple(fc.constantFrom(...CLASSES), fc.integer())
  .map(([[of, name], seed]): PlantedSecret => {
    const random = new Random(seed);
    const value = of === 'password' ? `${strongPassword(random)}"/ü` : namedValue(random, of, name);
    return { class: of, name, value };
  });

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

const json = (value: unknown): string => JSON.stringify(value);

/** How a text may be quoted; the number chooses what stands before it, so that Base64 meets it at any place. */
const QUOTES: Readonly<Record<string, (value: string, n: number) => string>> = {
  plain: (value) => `the value was <${value}> and refused`,
  'in JSON': (value) => json({ echo: value, list: [value] }),
  'in pretty JSON': (value) => JSON.stringify({ echo: { deep: value } }, null, 2),
  'in JSON inside JSON': (value) => json({ text: json({ note: `got ${value}` }) }),
  'in a query': (value) => `https://shop.example/cb?q=${encodeURIComponent(value)}&state=1`,
  'in a form': (value) => new URLSearchParams({ a: '1', q: value }).toString(),
  'in Base64': (value, n) => `payload ${base64(`${'xyz'.slice(0, n % 3)}${value} end`)} .`,
  'in Base64url': (value, n) =>
    base64(`${'q'.repeat(n % 7)}${value}~~`)
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', ''),
  'in Base64 of JSON': (value, n) => json({ data: base64(json({ n, value })) }),
};

/** The same cut in two, as the data of two events. */
function inPieces(value: string, n: number, asDelta: boolean): string[] {
  const cut = 1 + (n % Math.max(1, value.length - 1));
  const parts = [`so far: ${value.slice(0, cut)}`, `${value.slice(cut)} that was it`];
  return asDelta ? parts.map((delta, index) => json({ jsonrpc: '2.0', params: { index, delta } })) : parts;
}

const exchange = (over: Partial<Extract<TraceEventBody, { kind: 'exchange' }>>): TraceEventBody => ({
  kind: 'exchange',
  stage: 'mcp',
  step: 'mcp-call-tool',
  draft: 1,
  from: 'keyhole',
  to: 'mcp-server',
  request: { method: 'POST', url: 'https://shop.example/mcp', headers: [] },
  timing: { startedAt: 0, total: 1, reusedConnection: false },
  ...over,
});

/** One event that quotes a secret somewhere, and a body beside it. */
function quoting(quoted: string, place: number, hash: string): { event: TraceEventBody; body?: string } {
  const request = { method: 'POST', url: 'https://shop.example/mcp', headers: [] };
  switch (place % 7) {
    case 0:
      return { event: exchange({ request: { ...request, body: quoted } }) };
    case 1:
      return { event: exchange({ request: { ...request, headers: [['x-echo', quoted]] } }) };
    case 2:
      return {
        event: { kind: 'failed', stage: 'mcp', message: quoted },
      };
    case 3:
      return {
        event: {
          kind: 'value',
          name: 'result',
          value: { content: [{ type: 'text', text: quoted }] },
          secret: false,
          from: { kind: 'made', how: quoted },
        },
      };
    case 4:
      return {
        event: exchange({
          response: { status: 200, statusText: 'OK', headers: [], events: [{ at: 1, data: quoted }] },
        }),
      };
    case 5:
      return { event: { kind: 'callback', draft: 1, how: 'pasted', url: quoted } };
    default:
      return {
        event: exchange({
          response: {
            status: 500,
            statusText: '',
            headers: [],
            body: { hash, length: quoted.length, total: quoted.length, cut: false },
          },
        }),
        body: quoted,
      };
  }
}

/** Traces with up to `most` secrets among the events of `arbitraryTrace`. */
export function plantedTrace(most = 4): fc.Arbitrary<PlantedTrace> {
  const quotes = fc.array(fc.tuple(fc.nat(1000), fc.constantFrom(...Object.keys(QUOTES)), fc.nat(1000)), {
    minLength: 1,
    maxLength: 8,
  });
  return fc
    .tuple(
      arbitraryTrace({ size: 12 }),
      fc.array(secret, { minLength: 1, maxLength: most }),
      quotes,
      fc.nat(1000),
    )
    .map(([trace, secrets, quoted, n]) => {
      const bodies = new Map(
        [...trace.bodies].map(([hash, bytes]) => [hash, new TextDecoder().decode(bytes)]),
      );
      const own: TraceEventBody[] = [];
      for (const [index, { name, value }] of secrets.entries()) {
        const record = json({
          jsonrpc: '2.0',
          id: 1,
          result: { structuredContent: { id: index, [name]: value } },
        });
        const planted = quoting(record, index === 0 ? n : index, `plant-${index}`);
        own.push(planted.event);
        if (planted.body !== undefined) bodies.set(`plant-${index}`, planted.body);
        for (const [place, quote, shift] of quoted) {
          const hash = `quote-${index}-${place}-${quote}`;
          const echo = quoting(QUOTES[quote]?.(value, shift) ?? '', place, hash);
          own.push(echo.event);
          if (echo.body !== undefined) bodies.set(hash, echo.body);
        }
        for (const asDelta of [false, true]) {
          const data = inPieces(value, n, asDelta);
          own.push(
            exchange({
              response: {
                status: 200,
                statusText: 'OK',
                headers: [],
                events: data.map((one) => ({ at: 1, data: one })),
              },
            }),
          );
          bodies.set(
            `stream-${index}-${asDelta}`,
            data.map((one) => `event: message\ndata: ${one.replaceAll('\n', '\ndata: ')}\n\n`).join(''),
          );
        }
      }
      // The place that gives a secret away may come after those that quote it.
      const order = own.map((content, index) => ({ content, rank: (index * 7919 + n) % 997 }));
      const mixed = order.sort((a, b) => a.rank - b.rank).map(({ content }) => content);
      const events = [...trace.events];
      for (const content of mixed) {
        events.push({ id: events.length + 1, parent: events.length, at: 0, identity: 'default', ...content });
      }
      return { events, bodies, secrets };
    });
}

/** Every form in which a secret would still be read by whoever gets a text. */
export function readableForms(value: string): string[] {
  const plain = [
    value,
    json(value).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams([['', value]]).toString().slice(1),
  ];
  const cores = [0, 1, 2].flatMap((alignment) => {
    const bytes = new TextEncoder().encode(value).length;
    const whole = base64('x'.repeat(alignment) + value);
    const core = whole.slice(Math.ceil((alignment * 8) / 6), Math.floor(((alignment + bytes) * 8) / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set([...plain, ...cores])];
}
