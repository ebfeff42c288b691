import { useMemo } from 'react';
import type { Pointer } from '../../../../shared/trace/event.ts';
import { Button } from '../../../ui/button.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { markOf, SeverityMark, type Mark } from '../../../ui/severity-mark.tsx';
import { Tabs, type TabItem } from '../../../ui/tabs.tsx';
import { useText } from '../../../i18n/messages.ts';
import { useFlowText } from '../flow-messages.ts';
import { DETAILS_TABS, editDraft, showTab, useFlow, type DetailsTab } from '../../../flow/flow-store.ts';
import styles from './details.module.css';
import { ExplainTab } from './explain-tab.tsx';
import { FindingsTab } from './findings-tab.tsx';
import { useFlowContext } from './flow-context.ts';
import { RequestTab } from './request-tab.tsx';
import { ResponseTab } from './response-tab.tsx';
import { findingsOf, type Subject } from './subject.ts';
import { TimingTab } from './timing-tab.tsx';
import { placeKey } from './value-index.ts';

export interface DetailsPaneProps {
  readonly subject: Subject;
  readonly lit: Pointer | undefined;
  readonly canEdit: boolean;
  readonly onOverride: ((ruleId: string) => void) | undefined;
}

/** The heavier mark wins where several findings point at one place. */
const WEIGHT: Readonly<Record<Mark, number>> = {
  'not-applicable': 0,
  pass: 1,
  'cannot-tell': 2,
  warning: 3,
  fail: 4,
};

/** The chosen row, from the words down to the bytes. */
export function DetailsPane({ subject, lit, canEdit, onOverride }: DetailsPaneProps) {
  const t = useFlowText();
  const app = useText();
  const { session, nameOf } = useFlowContext();
  const tab = useFlow((view) => view.tab);
  const { own, mentioning } = useMemo(() => findingsOf(session, subject), [session, subject]);
  const failed = own.filter((finding) => finding.verdict === 'fail' && finding.severity !== 'info');

  const marks = useMemo(() => {
    const ids = new Set([
      subject.event.id,
      ...(subject.kind === 'callback' || !subject.draft ? [] : [subject.draft.id]),
    ]);
    const marks = new Map<string, Mark>();
    for (const finding of [...own, ...mentioning]) {
      for (const { event, at } of finding.evidence) {
        if (!ids.has(event)) continue;
        const key = placeKey(at);
        const mark = markOf(finding);
        const known = marks.get(key);
        if (known === undefined || WEIGHT[mark] > WEIGHT[known]) marks.set(key, mark);
      }
    }
    return marks;
  }, [subject, own, mentioning]);
  const markAt = (at: Pointer) => marks.get(placeKey(at));

  const show = (shown: DetailsTab) => {
    switch (shown) {
      case 'explain':
        return <ExplainTab subject={subject} findings={own} onFindings={() => showTab('findings')} />;
      case 'request':
        return <RequestTab subject={subject} markAt={markAt} lit={lit} />;
      case 'response':
        return <ResponseTab subject={subject} markAt={markAt} lit={lit} />;
      case 'timing':
        return <TimingTab subject={subject} lit={lit} />;
      default:
        return <FindingsTab subject={subject} own={own} mentioning={mentioning} onOverride={onOverride} />;
    }
  };
  const isError = failed.some((finding) => finding.severity === 'error');
  const count =
    failed.length > 0 ? (
      <SeverityMark mark={isError ? 'fail' : 'warning'} shapeOnly count={failed.length} />
    ) : own.length > 0 ? (
      <SeverityMark mark="pass" shapeOnly count={own.length} />
    ) : null;
  const items: readonly TabItem<DetailsTab>[] = DETAILS_TABS.map((id) => ({
    id,
    title: t(`tab.${id}`),
    content: () => show(id),
    ...(id === 'findings' ? { badge: count } : {}),
  }));

  return (
    <div className={styles.pane}>
      <header className={styles.paneHead}>
        <h2 className={styles.paneName} title={nameOf(subject.event.id)}>
          {nameOf(subject.event.id)}
        </h2>
        {subject.kind === 'exchange' ? (
          <Badge tone={subject.event.to}>{app(`lane.${subject.event.to}`)}</Badge>
        ) : null}
        {subject.kind === 'draft' ? <Badge>{t('details.draft')}</Badge> : null}
        {(subject.kind === 'draft' && subject.edited) ||
        (subject.kind === 'exchange' && subject.event.edited) ? (
          <Badge tone="accent">{t('diagram.edited')}</Badge>
        ) : null}
        <span className={styles.grow} />
        {subject.kind === 'draft' && canEdit ? (
          <Button size="small" chord="e" onPress={() => editDraft(true)}>
            {t('control.editDraft')}
          </Button>
        ) : null}
      </header>
      <div className={styles.paneTabs}>
        <Tabs label={t('details.name')} items={items} selected={tab} onSelect={showTab} />
      </div>
    </div>
  );
}
