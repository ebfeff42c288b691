// The work of the privacy room, as plain data in and out, so that a thread of its own can do it. Secrets are named by
// their place in a list: the thread that holds the masks gives each its name.

import { compileRules } from '../policy/custom-rules.ts';
import type { RuleFault } from '../policy/custom-rules.ts';
import type { PrivacySection } from '../policy/privacy-policy.ts';
import { privacyPolicyOf } from '../policy/privacy-policy.ts';
import type { LensView } from '../audience/lens.ts';
import { lookAt } from '../audience/lens.ts';
import type { SensitiveClass } from '../detect/detection.ts';
import { SENSITIVE_CLASSES } from '../detect/detection.ts';
import { listedResources } from '../leaks/collect.ts';
import type { LeakReport } from '../leaks/report.ts';
import { reportLeaks } from '../leaks/report.ts';
import type { TraceEvent } from '../../trace/event.ts';
import type { EventOf } from '../../trace/session.ts';
import { loadTokenCounter } from './count-tokens.ts';

interface WorkBase {
  /** A view needs the listings only; a report needs everything. */
  readonly events: readonly TraceEvent[];
  readonly bodies: ReadonlyMap<string, Uint8Array>;
  readonly section: PrivacySection | undefined;
  readonly masked: boolean;
}

/** What is to be done. */
export type PrivacyWork =
  | (WorkBase & { readonly kind: 'view'; readonly exchange: EventOf<'exchange'> })
  | (WorkBase & { readonly kind: 'report' });

/** A secret to be named. */
export type Unnamed = readonly [secret: string, of: SensitiveClass];

/** What came of it, with `⟦#3⟧` for the third of the secrets. */
export interface PrivacyResult<T> {
  readonly value: T;
  readonly secrets: readonly Unnamed[];
  readonly ruleFaults: readonly RuleFault[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text; `undefined` when they are none. A body that was cut inside a character is none either. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The classes that a section speaks of. */
function statedClasses(section: PrivacySection | undefined): ReadonlySet<SensitiveClass> {
  const { reach } = section ?? {};
  return new Set(SENSITIVE_CLASSES.filter((of) => reach?.[of] !== undefined));
}

/** Does one piece of work. `onProgress` may throw to stop it. */
export async function doPrivacyWork(
  work: PrivacyWork,
  onProgress: (done: number) => void,
): Promise<PrivacyResult<LensView | LeakReport>> {
  const policy = privacyPolicyOf(work.section);
  const { detectors, faults } = compileRules(policy.rules);
  const secrets: Unnamed[] = [];
  const places = new Map<string, number>();
  const nameOf = (secret: string, of: SensitiveClass): string => {
    const key = `${of} ${secret}`;
    const place = places.get(key) ?? secrets.push([secret, of]) - 1;
    places.set(key, place);
    return `#${place}`;
  };
  const detect = { rules: detectors, masks: work.masked ? 'report' : 'skip' } as const;
  const value =
    work.kind === 'view'
      ? lookAt({
          exchange: work.exchange,
          bodyText: textOf(work.bodies.get(work.exchange.response?.body?.hash ?? '')),
          listed: listedResources(work.events),
          policy,
          detect,
          nameOf,
          countTokens: await loadTokenCounter(),
          onProgress,
        })
      : reportLeaks({
          trace: work.events,
          body: (hash) => textOf(work.bodies.get(hash)),
          policy,
          stated: statedClasses(work.section),
          detect,
          masked: work.masked,
          nameOf,
          onProgress,
        });
  return { value, secrets, ruleFaults: faults };
}
