import { useEffect, useState } from 'react';
import type { BodyText } from '../../../../shared/contract.ts';
import { readJson } from '../../../../shared/protocol/json.ts';
import { requestIdOf } from '../../../../shared/protocol/exchange.ts';
import { findAnswer } from '../../../../shared/protocol/mcp-message.ts';
import type { EventOf } from '../../../../shared/trace/session.ts';
import { useEngine } from '../../../engine-context.ts';
import { messageOf } from '../../../fault-store.ts';

/** What an exchange answered, as far as it can be laid beside others. */
export type Answer =
  | { readonly kind: 'loading' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  /** Nothing came, or it cannot be shown; `why` is a sentence when there is one. */
  | { readonly kind: 'none'; readonly why?: string };

type Loaded = { readonly text?: string } | { readonly fault: string };

function read({ request, response, failure }: EventOf<'exchange'>, loaded: Loaded | undefined): Answer {
  if (!response) return { kind: 'none', ...(failure ? { why: failure.message } : {}) };
  const hasBody = response.body !== undefined && response.body.length > 0;
  if (hasBody && !loaded) return { kind: 'loading' };
  if (loaded && 'fault' in loaded) return { kind: 'none', why: loaded.fault };
  const text = loaded?.text;
  const answer = findAnswer(requestIdOf(request), text, response.events);
  if (answer.kind === 'result') return { kind: 'json', value: answer.result };
  if (answer.kind === 'error') return { kind: 'json', value: { error: answer.error } };
  if (text === undefined || text === '') return { kind: 'none' };
  const json = readJson(text);
  return 'value' in json ? { kind: 'json', value: json.value } : { kind: 'text', text };
}

/** Bodies by hash, of the run on screen: a body never changes under its hash. */
interface Bodies {
  readonly run: string;
  readonly bodies: Readonly<Record<string, Loaded>>;
}

/** The answers of several exchanges of a run. */
export function useAnswers(
  run: string,
  exchanges: readonly (EventOf<'exchange'> | undefined)[],
): readonly Answer[] {
  const engine = useEngine();
  const [known, setKnown] = useState<Bodies>({ run, bodies: {} });
  const bodies = known.run === run ? known.bodies : {};
  const hashes = exchanges.map((exchange) => exchange?.response?.body?.hash);
  const missing = [...new Set(hashes)].filter(
    (hash): hash is string => hash !== undefined && !(hash in bodies),
  );
  const wanted = missing.join(' ');
  useEffect(() => {
    if (wanted === '') return undefined;
    let gone = false;
    const keep = (hash: string, loaded: Loaded) => {
      if (gone) return;
      setKnown((before) => ({
        run,
        bodies: { ...(before.run === run ? before.bodies : {}), [hash]: loaded },
      }));
    };
    for (const hash of wanted.split(' ')) {
      engine.call('body.read', { session: run, hash }).then(
        ({ text }: BodyText) => keep(hash, text === undefined ? {} : { text }),
        (error: unknown) => keep(hash, { fault: messageOf(error) }),
      );
    }
    return () => {
      gone = true;
    };
  }, [engine, run, wanted]);
  return exchanges.map((exchange, index) => {
    if (!exchange) return { kind: 'none' };
    const hash = hashes[index];
    return read(exchange, hash === undefined ? {} : bodies[hash]);
  });
}
