import { useMemo, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { findingsByRule, type RuleFaults } from '../../shared/rules/findings-by-rule.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import { useActions } from '../actions.ts';
import { useText } from '../i18n/messages.ts';
import { Button } from '../ui/button.tsx';
import { EvidenceLink } from '../ui/evidence-link.tsx';
import { RichWords } from '../ui/rich-words.tsx';
import { SeverityMark } from '../ui/severity-mark.tsx';
import styles from './findings-button.module.css';
import { editDraft, showTab } from './flow-store.ts';
import { useTimeLineText } from './time-line-messages.ts';

/** How many times a rule did not hold are listed one by one. */
const LISTED = 3;

/** What does not hold so far, as a number, and as a list to work through when pressed. Nothing while all is right. */
export function FindingsButton({ trace, session }: { readonly trace: Trace; readonly session: Session }) {
  const t = useTimeLineText();
  const app = useText();
  // The list grows in place: its length says when.
  const { findings } = session;
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const groups = useMemo(() => findingsByRule(findings), [findings, findings.length]);
  const count = (severity: RuleFaults['severity']): number =>
    groups.filter((group) => group.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const [open, setOpen] = useState(false);
  useActions([
    {
      id: 'flow.findings',
      title: t('showFaults'),
      group: app('group.flow'),
      enabled: groups.length > 0,
      run: () => setOpen(true),
    },
  ]);
  if (groups.length === 0) return null;
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button look="quiet" size="small" aria-label={t('faults', { count: groups.length })}>
        <span className={styles.counts}>
          {errors > 0 ? <SeverityMark mark="fail" shapeOnly count={errors} /> : null}
          {warnings > 0 ? <SeverityMark mark="warning" shapeOnly count={warnings} /> : null}
        </span>
      </Button>
      <Popover className={styles.popover ?? ''} placement="bottom end" offset={4}>
        <Dialog className={styles.dialog ?? ''} aria-label={t('faults', { count: groups.length })}>
          {({ close }) => (
            <ul className={styles.list}>
              {groups.map((group) => (
                <Faults
                  key={group.ruleId}
                  group={group}
                  trace={trace}
                  onShow={() => {
                    close();
                    showWords();
                  }}
                />
              ))}
            </ul>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface FaultsProps {
  readonly group: RuleFaults;
  readonly trace: Trace;
  readonly onShow: () => void;
}

function Faults({ group, trace, onShow }: FaultsProps) {
  const t = useTimeLineText();
  const { findings, ruleId, severity } = group;
  const more = findings.length - LISTED;
  return (
    <li className={styles.fault}>
      <SeverityMark mark={severity === 'error' ? 'fail' : 'warning'} shapeOnly />
      <div>
        <p className={styles.message}>
          <RichWords text={findings[0].message} />
        </p>
        <p className={styles.where}>
          <code>{ruleId}</code>
          {findings
            .slice(0, LISTED)
            .map(({ id, evidence: [first] }) =>
              first ? <EvidenceLink key={id} trace={trace} evidence={first} onPress={onShow} /> : null,
            )}
          {more > 0 ? <span>{t('faultsMore', { count: more })}</span> : null}
        </p>
      </div>
    </li>
  );
}

/** Shows the finding that a link led to in its own words; the bytes are one press further. */
function showWords(): void {
  editDraft(false);
  // What is lit chooses the tab of its bytes; here the words come first.
  requestAnimationFrame(() => showTab('findings'));
}
