import Glasses from 'lucide-react/icons/glasses';
import { useMemo } from 'react';
import { useActions } from '../../actions.ts';
import { useSession } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { goTo } from '../../view-store.ts';
import { recordedCalls } from './calls.ts';
import { LensTab } from './lens-tab.tsx';
import { PolicyTab } from './policy-tab.tsx';
import { usePrivacyText } from './privacy-messages.ts';
import styles from './privacy-room.module.css';
import { PRIVACY_TABS, privacyStore, usePrivacy, type PrivacyTab } from './privacy-store.ts';
import { ReportTab } from './report-tab.tsx';

const CONTENT = { lens: LensTab, report: ReportTab, policy: PolicyTab } as const;
const BEHAVIOURS = ['honours', 'ignores', 'strict'] as const;

/** Who sees what: one call through the lens, everything recorded as a report, and the policy behind both. */
export function PrivacyRoom() {
  const p = usePrivacyText();
  const view = useSession();
  const tab = usePrivacy((state) => state.tab);
  const redacted = usePrivacy((state) => state.redacted);
  // The trace is one growing object; only its view is new with each batch.
  const calls = useMemo(() => recordedCalls(view.trace), [view]);
  // A run of the matrix has no flow of its own.
  const started = view.session.target !== undefined || view.trace.events[0]?.kind === 'matrix';

  useActions([
    ...PRIVACY_TABS.map((id) => ({
      id: `privacy.${id}`,
      title: p(`tab.${id}`),
      group: p('group'),
      run: () => privacyStore.setState({ tab: id }),
    })),
    ...BEHAVIOURS.map((behaviour) => ({
      id: `privacy.${behaviour}`,
      title: p('lens.showAs', { how: p(`behaviour.${behaviour}`) }),
      group: p('group'),
      run: () => privacyStore.setState({ behaviour, tab: 'lens' }),
    })),
    {
      id: 'privacy.redact',
      title: redacted ? p('lens.showRaw') : p('lens.showRedacted'),
      group: p('group'),
      run: () => privacyStore.setState({ redacted: !redacted, tab: 'lens' }),
    },
  ]);

  if (!started && tab !== 'policy') {
    return (
      <EmptyState
        icon={<Glasses size={28} aria-hidden />}
        title={p('empty.title')}
        action={
          <Button look="primary" onPress={() => goTo('home')}>
            {p('empty.goHome')}
          </Button>
        }
      >
        {p('empty.text')}
      </EmptyState>
    );
  }
  const renderTab = (id: PrivacyTab) => {
    const Content = CONTENT[id];
    return <Content view={view} calls={calls} />;
  };
  return (
    <div className={styles.room}>
      <Tabs
        label={p('title')}
        selected={tab}
        onSelect={(id) => privacyStore.setState({ tab: id })}
        items={PRIVACY_TABS.map((id) => ({ id, title: p(`tab.${id}`), content: () => renderTab(id) }))}
      />
    </div>
  );
}
