import { useMemo, useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { requestLabel } from '../../shared/diagram/label.ts';
import { findingsByRule, type RuleFaults } from '../../shared/rules/findings-by-rule.ts';
import type { Evidence } from '../../shared/trace/event.ts';
import type { EventOf, Session } from '../../shared/trace/session.ts';
import { useActions } from '../actions.ts';
import { useText } from '../i18n/messages.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import link from '../ui/evidence-link.module.css';
import { placeText } from '../ui/place-text.ts';
import { RichWords } from '../ui/rich-words.tsx';
import { SeverityMark } from '../ui/severity-mark.tsx';
import { goTo, select } from '../view-store.ts';
import styles from './findings-button.module.css';
import { editDraft, showTab } from './flow-store.ts';
import { useTimeLineText } from './time-line-messages.ts';

/** How many times a rule did not hold are listed one by one. */
const LISTED = 3;

/** What does not hold so far, as a number, and as a list to work through when pressed. Nothing while all is right. */
export function FindingsButton({ session }: { readonly session: Session }) {
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
                <Faults key={group.ruleId} group={group} session={session} onShow={close} />
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
  readonly session: Session;
  readonly onShow: () => void;
}

function Faults({ group, session, onShow }: FaultsProps) {
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
          {findings.slice(0, LISTED).map((finding) => (
            <Place key={finding.id} finding={finding} session={session} onShow={onShow} />
          ))}
          {more > 0 ? <span>{t('faultsMore', { count: more })}</span> : null}
        </p>
      </div>
    </li>
  );
}

function Place({
  finding,
  session,
  onShow,
}: {
  readonly finding: EventOf<'finding'>;
  readonly session: Session;
  readonly onShow: () => void;
}) {
  const [evidence] = finding.evidence;
  if (!evidence) return null;
  return (
    <button
      type="button"
      className={classes(link.link, styles.place)}
      onClick={() => {
        onShow();
        showFinding(evidence);
      }}
    >
      {nameOf(session, evidence)} <span className={link.place}>{placeText(evidence.at)}</span>
    </button>
  );
}

function nameOf(session: Session, { event: id }: Evidence): string {
  const event = session.events.find((other) => other.id === id);
  switch (event?.kind) {
    case 'exchange':
    case 'draft':
      return requestLabel(event.request);
    case 'browser-opened':
      return requestLabel({ method: 'GET', url: event.url, headers: [] });
    case 'callback':
      return requestLabel({ method: 'GET', url: event.url, headers: [] });
    default:
      return `#${id}`;
  }
}

/** Shows a finding in its own words beside its exchange; the bytes are one press further. */
function showFinding({ event, at }: Evidence): void {
  editDraft(false);
  goTo('flow');
  select(event, at);
  // What is lit chooses the tab of its bytes; here the words come first.
  requestAnimationFrame(() => showTab('findings'));
}
