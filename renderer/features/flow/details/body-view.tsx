import { useMemo, useState } from 'react';
import { explainParameter, type ParameterPlace } from '../../../../shared/explain/parameters.ts';
import type { BodyRef, EventId, HeaderLine, Pointer } from '../../../../shared/trace/event.ts';
import { useEngine } from '../../../engine-context.ts';
import { useSession } from '../../../session-store.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import type { Mark } from '../../../ui/severity-mark.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { useFlowText } from '../flow-messages.ts';
import { bodyKind } from './body-kind.ts';
import styles from './details.module.css';
import { useFlowContext } from './flow-context.ts';
import { JsonTree } from './json-tree.tsx';
import { PairTable } from './pair-table.tsx';
import { readPairs } from './pairs.ts';

export interface BodyViewProps {
  readonly half: 'request' | 'response';
  readonly text: string;
  readonly headers: readonly HeaderLine[];
  readonly ref_?: BodyRef | undefined;
  /** Event whose values were read from here, and draft whose parts stand here. */
  readonly event: EventId;
  readonly draft: EventId | undefined;
  readonly place: ParameterPlace | undefined;
  readonly markAt: (at: Pointer) => Mark | undefined;
  readonly lit: Pointer | undefined;
}

/** Raw text beyond this many characters is shown in part: a page with megabytes in one element stops to scroll. */
const RAW_SHOWN = 200_000;

/** A body in the form that suits it, and raw. */
export function BodyView(props: BodyViewProps) {
  const { half, text, headers, ref_, event, draft, place, markAt, lit } = props;
  const t = useFlowText();
  const { values, revision } = useFlowContext();
  const [raw, setRaw] = useState(false);
  const engine = useEngine();
  const { id: session } = useSession();
  const kind = bodyKind(headers, text);
  // Of an answer the engine holds the very bytes, so that nothing is put together anew.
  const exact =
    ref_ && session !== undefined
      ? async () => (await engine.call('body.read', { session, hash: ref_.hash, reveal: true })).text
      : undefined;
  const parsed = useMemo(() => {
    if (kind !== 'json') return undefined;
    try {
      return { value: JSON.parse(text) as unknown };
    } catch (error) {
      return { fault: error instanceof Error ? error.message : String(error) };
    }
  }, [kind, text]);
  const pointer = half === 'request' ? 'request-body' : 'response-body';
  const litPath = lit?.in === pointer ? lit.path : undefined;
  const at = (path: string): Pointer => ({ in: pointer, path });

  return (
    <section className={styles.section} aria-label={t('details.body')}>
      <div className={styles.sectionHead}>
        <h3>{t('details.body')}</h3>
        <span className={styles.quiet}>
          {t('details.bytes', { count: ref_?.total ?? new TextEncoder().encode(text).length })}
        </span>
        <span className={styles.grow} />
        {kind === 'text' ? null : (
          <Switch isSelected={raw} onChange={setRaw}>
            {t('details.raw')}
          </Switch>
        )}
        <CopyButton text={text} label={t('details.copyBody')} {...(exact ? { exact } : {})} />
      </div>
      {ref_?.cut ? (
        <p className={styles.cut}>{t('details.cut', { kept: ref_.length, total: ref_.total })}</p>
      ) : null}
      {parsed && 'fault' in parsed ? (
        <p className={styles.cut}>{t('details.notJson', { fault: parsed.fault ?? '' })}</p>
      ) : null}
      {!raw && parsed && 'value' in parsed ? (
        <JsonTree
          key={`${event} ${half}`}
          label={t('details.body')}
          value={parsed.value}
          markAt={(path) => markAt(at(path))}
          factsAt={(path) =>
            half === 'response'
              ? values.learntAt(event, at(path))
              : draft === undefined
                ? []
                : values.usedAt(draft, at(path))
          }
          factsRole={half === 'response' ? 'learnt' : 'used'}
          explain={(name, value) => {
            if (place === undefined) return undefined;
            const words = explainParameter(name, value, place, revision);
            return words && [words.summary, ...words.details].join(' ').replaceAll('`', '');
          }}
          lit={litPath}
        />
      ) : !raw && kind === 'form' ? (
        <PairTable
          label={t('details.body')}
          pairs={readPairs(text)}
          place={place}
          pointerOf={(name) => at(`/${name}`)}
          draft={draft}
          event={event}
          markAt={markAt}
          lit={lit}
        />
      ) : (
        // A scrolled text must be reachable by the keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.raw} tabIndex={0} data-lit={litPath === '' ? 'true' : undefined}>
          <SecretText text={text.slice(0, RAW_SHOWN)} />
          {text.length > RAW_SHOWN
            ? `\n… ${t('details.rawShown', { shown: RAW_SHOWN, total: text.length })}`
            : ''}
        </pre>
      )}
    </section>
  );
}
