import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_PRIVACY } from '../../../shared/privacy/policy/privacy-policy.ts';
import { redactTrace, type TraceTexts } from '../../../shared/privacy/redact/redact-trace.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import { plantedTrace, readableForms, type PlantedSecret } from '../../support/planted-trace.ts';

const RUNS = { numRuns: 60 };

/** Every text of a trace: member names, strings, bodies, and what the events of each stream say together. */
function textsOf({ events, bodies }: TraceTexts): string[] {
  const texts: string[] = [...bodies.values()];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (isJsonObject(value)) {
      texts.push(...Object.keys(value));
      Object.values(value).forEach(walk);
    }
  };
  events.forEach(walk);
  for (const event of events) {
    if (event.kind !== 'exchange') continue;
    const data = event.response?.events?.map((one) => one.data) ?? [];
    texts.push(data.join(''), data.map((one) => deltaOf(one)).join(''));
  }
  for (const body of bodies.values()) {
    const data = [...body.matchAll(/^data: ?(.*)$/gm)].map(([, one = '']) => one);
    texts.push(data.join(''), data.map((one) => deltaOf(one)).join(''));
  }
  return texts;
}

function deltaOf(data: string): string {
  try {
    const message: unknown = JSON.parse(data);
    const params = isJsonObject(message) ? message['params'] : undefined;
    return isJsonObject(params) && typeof params['delta'] === 'string' ? params['delta'] : '';
  } catch {
    return '';
  }
}

function survivors(trace: TraceTexts, secrets: readonly PlantedSecret[]): string[] {
  const texts = textsOf(trace);
  return secrets.flatMap(({ class: of, value }) =>
    readableForms(value).flatMap((form) =>
      texts
        .filter((text) => text.includes(form))
        .map((text) => `${of} ${value} as ${form} in ${text.slice(0, 300)}`),
    ),
  );
}

describe('a redacted trace', () => {
  test('holds no secret any more: plain, URL-encoded, in Base64 at any place, escaped, or over several events', () => {
    fc.assert(
      fc.property(plantedTrace(), (trace) => {
        // The test would prove nothing if the secrets were not there.
        for (const one of trace.secrets) expect(survivors(trace, [one])).not.toEqual([]);
        expect(survivors(redactTrace(trace), trace.secrets)).toEqual([]);
      }),
      RUNS,
    );
  });

  test.each(['mask', 'keep-last-four', 'hash', 'drop'] as const)(
    'holds none when the action is %s either',
    (action) => {
      const policy = DEFAULT_PRIVACY;
      const actions = Object.fromEntries(
        Object.keys(policy.actions).map((of) => [of, action]),
      ) as typeof policy.actions;
      fc.assert(
        fc.property(plantedTrace(2), (trace) => {
          expect(survivors(redactTrace(trace, { policy: { ...policy, actions } }), trace.secrets)).toEqual(
            [],
          );
        }),
        { numRuns: 20 },
      );
    },
  );

  test('does not change when it is redacted again', () => {
    fc.assert(
      fc.property(plantedTrace(), (trace) => {
        const once = redactTrace(trace);
        expect(redactTrace(once)).toEqual(once);
      }),
      RUNS,
    );
  });

  test('keeps its shape: only texts change', () => {
    const shape = (value: unknown): unknown =>
      typeof value === 'string'
        ? ''
        : Array.isArray(value)
          ? value.map(shape)
          : isJsonObject(value)
            ? Object.values(value).map(shape)
            : value;
    fc.assert(
      fc.property(plantedTrace(2), (trace) => {
        const { events, bodies } = redactTrace(trace);
        expect(events.map(shape)).toEqual(trace.events.map(shape));
        expect([...bodies.keys()]).toEqual([...trace.bodies.keys()]);
      }),
      { numRuns: 30 },
    );
  });
});
