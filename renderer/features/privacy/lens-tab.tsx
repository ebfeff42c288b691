import type { LensView } from '../../../shared/privacy/audience/lens.ts';
import type { SessionView } from '../../session-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { CallForm } from './call-form.tsx';
import { CallList } from './call-list.tsx';
import type { RecordedCall } from './calls.ts';
import { LensColumns } from './lens-columns.tsx';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { privacyStore, usePrivacy } from './privacy-store.ts';
import { useWork } from './use-work.ts';
import { WorkState } from './work-state.tsx';

const BEHAVIOURS = ['honours', 'ignores', 'strict'] as const;

export interface TabProps {
  readonly view: SessionView;
  readonly calls: readonly RecordedCall[];
}

/** One recorded call, three ways. */
export function LensTab({ view, calls }: TabProps) {
  const p = usePrivacyText();
  const chosen = usePrivacy((state) => state.chosen);
  const section = usePrivacy((state) => state.section);
  const call = calls.find(({ exchange }) => exchange.id === chosen) ?? calls[0];
  const work = useWork(
    'privacy.view',
    view.id === undefined || !call
      ? undefined
      : { session: view.id, exchange: call.exchange.id, policy: section },
  );
  const lens = work.answer?.view.exchange === call?.exchange.id ? work.answer : undefined;
  return (
    <div className={styles.split}>
      <div className={styles.side}>
        <CallForm view={view} calls={calls} />
        <CallList view={view} calls={calls} chosen={call?.exchange.id} />
      </div>
      <div className={styles.main}>
        {call ? (
          <>
            <LensBar />
            <WorkState work={work} />
            {lens ? <Shown lens={lens.view} tokenizer={lens.tokenizer} /> : null}
          </>
        ) : (
          <EmptyState title={p('calls.none')}>{p(`calls.${noneOf(view)}`)}</EmptyState>
        )}
      </div>
    </div>
  );
}

/** Why there is no call, and what would make one. */
function noneOf({ summary }: SessionView): 'noneText' | 'noneSaved' | 'noneRun' {
  if (summary?.live === false) return 'noneSaved';
  return summary?.kind === 'matrix' ? 'noneRun' : 'noneText';
}

/** What the host does, and whether the policy is applied. */
function LensBar() {
  const p = usePrivacyText();
  const behaviour = usePrivacy((state) => state.behaviour);
  const redacted = usePrivacy((state) => state.redacted);
  return (
    <div className={styles.bar}>
      <span className={styles.barLabel}>{p('behaviour.label')}</span>
      <Segments
        label={p('behaviour.label')}
        options={BEHAVIOURS.map((id) => ({ id, title: p(`behaviour.${id}`) }))}
        selected={behaviour}
        onSelect={(id) => privacyStore.setState({ behaviour: id })}
      />
      <span className={styles.explains}>{p(`behaviour.${behaviour}Text`)}</span>
      <Switch isSelected={redacted} onChange={(on) => privacyStore.setState({ redacted: on })}>
        {p('lens.redacted')}
      </Switch>
    </div>
  );
}

function Shown({ lens, tokenizer }: { readonly lens: LensView; readonly tokenizer: string }) {
  const p = usePrivacyText();
  if (lens.empty !== undefined) {
    return <EmptyState title={p(`lens.empty.${lens.empty}`)}>{p('lens.emptyText')}</EmptyState>;
  }
  return <LensColumns lens={lens} tokenizer={tokenizer} />;
}
