import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import type { LeakCell, LeakReport } from '../../../shared/privacy/leaks/report.ts';
import { useSessionStore } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import line from '../../ui/line.module.css';
import { saveText } from '../../save-text.ts';
import { CellDetail } from './cell-detail.tsx';
import { FindingList } from './finding-list.tsx';
import { LeakGrid } from './leak-grid.tsx';
import type { TabProps } from './lens-tab.tsx';
import { usePrivacyText } from './privacy-messages.ts';
import { usePrivacy } from './privacy-store.ts';
import styles from './report.module.css';
import { useMatrixRun } from './use-matrix-run.ts';
import { useWork } from './use-work.ts';
import { WorkState } from './work-state.tsx';

/** Who gets what, from everything that was recorded. */
export function ReportTab({ view, calls }: TabProps) {
  const section = usePrivacy((state) => state.section);
  // Asked again when something more was recorded; an answer that is under way is given up for it.
  const newest = calls[0]?.exchange.id ?? 0;
  const work = useWork(
    'privacy.report',
    view.id === undefined ? undefined : { session: view.id, policy: section },
    newest,
  );
  return (
    <div className={styles.report}>
      <MatrixRunHint view={view} />
      <WorkState work={work} />
      {work.answer ? <Report key={view.id} report={work.answer} /> : null}
    </div>
  );
}

/** A run of the matrix has a trace, and so a report, of its own. */
function MatrixRunHint({ view }: Pick<TabProps, 'view'>) {
  const p = usePrivacyText();
  const store = useSessionStore();
  const run = useMatrixRun(view);
  if (!run) return null;
  return (
    <p className={styles.hint}>
      {p('report.run')}{' '}
      <Button size="small" onPress={() => void store.show(run.session)}>
        {p('report.openRun')}
      </Button>
    </p>
  );
}

const keyOf = ({ class: of, called, identity }: LeakCell): string =>
  JSON.stringify([of, called.kind, called.name, identity]);

function Report({ report }: { readonly report: LeakReport }) {
  const p = usePrivacyText();
  const [chosen, setChosen] = useState<string>();
  const { cells, looked, masked, findings } = report;
  const failed = findings.filter(({ verdict }) => verdict === 'fail').length;
  const cell = cells.find((one) => keyOf(one) === chosen);
  return (
    <>
      <div className={styles.summary}>
        <p>
          <strong>{failed === 0 ? p('report.nothing') : p('report.failed', { count: failed })}</strong>{' '}
          <span className={line.note}>
            {p('report.looked', { exchanges: looked.exchanges, messages: looked.messages })}
            {looked.unread > 0 ? ` ${p('report.unread', { count: looked.unread })}` : ''}
          </span>
        </p>
        <span className={line.spring} />
        <Button
          size="small"
          icon={<Download size={14} aria-hidden />}
          onPress={() => saveText('privacy-report.json', 'application/json', JSON.stringify(report, null, 2))}
        >
          {p('report.save')}
        </Button>
      </div>
      {masked ? <p className={line.note}>{p('report.masked')}</p> : null}
      <div className={styles.told}>
        <div className={styles.toldMain}>
          {cells.length === 0 ? (
            <EmptyState title={looked.messages === 0 ? p('report.emptyTitle') : p('report.cleanTitle')}>
              {looked.messages === 0 ? p('report.emptyText') : p('report.cleanText')}
            </EmptyState>
          ) : (
            <LeakGrid
              report={report}
              chosen={chosen}
              keyOf={keyOf}
              onChoose={(key) => setChosen((before) => (before === key ? undefined : key))}
            />
          )}
          <FindingList findings={findings} />
        </div>
        {cell ? <CellDetail cell={cell} onClose={() => setChosen(undefined)} /> : null}
      </div>
    </>
  );
}
