import type { ArrowRow, BranchMark, NoteRow, Outcome } from '../../../../shared/diagram/diagram.ts';
import type { AppText } from '../../../i18n/messages.ts';
import type { FlowText } from '../flow-messages.ts';

/** `42 ms`, `1.3 s`, `2 min`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}

/** Time since the flow began, as the gutter shows it: `+0.04 s`, `+1m32s`. */
export function sinceText(milliseconds: number): string {
  if (milliseconds < 60_000) return `+${(Math.max(0, milliseconds) / 1000).toFixed(2)} s`;
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `+${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
  return `+${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** What came back, in a few words. */
export function outcomeText(outcome: Outcome, t: FlowText): string {
  switch (outcome.kind) {
    case 'status':
      return outcome.statusText === '' ? String(outcome.status) : `${outcome.status} ${outcome.statusText}`;
    case 'failure':
      return t(`failure.${outcome.code as 'dns'}`);
    case 'pending':
      return t('diagram.notSent');
    case 'arrived':
      return outcome.error === undefined
        ? t('diagram.arrived')
        : t('diagram.arrivedError', { error: outcome.error });
    default:
      return t('diagram.unseen');
  }
}

/** The row as one spoken line. */
export function arrowSpeech(row: ArrowRow, t: FlowText, app: AppText): string {
  const parts = [
    t('diagram.speech', { from: app(`lane.${row.from}`), to: app(`lane.${row.to}`), label: row.label }),
    outcomeText(row.outcome, t),
    row.duration === undefined ? '' : durationText(row.duration),
    row.findings.failed > 0 ? t('diagram.failedCount', { count: row.findings.failed }) : '',
    row.edited ? t('diagram.edited') : '',
    row.overridden ? t('diagram.overridden') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** The words of a note. */
export function noteText(row: NoteRow, t: FlowText): string {
  const { note } = row;
  switch (note.kind) {
    case 'started':
      return t('note.started', { target: note.target, revision: note.revision });
    case 'refused':
      return t(note.overridden ? 'note.refusedOverridden' : 'note.refused', { rule: note.ruleId });
    case 'failed':
      return note.message;
    case 'overridden':
      return t('note.overridden', { rule: note.ruleId });
    case 'waiting':
      return t(`note.${note.answered ? 'asked' : 'waiting'}.${note.question}`);
    case 'answered':
      return t('note.answered');
    case 'action':
      return note.subject === undefined
        ? t(`note.action.${note.action as 'refresh'}`)
        : `${t(`note.action.${note.action as 'refresh'}`)}: ${note.subject}`;
    case 'completed':
      return t('note.completed');
    default:
      return t('note.signedOut');
  }
}

/** A branch in a few words. */
export function branchText(mark: BranchMark, t: FlowText): string {
  const end = mark.outcome === undefined ? mark.label : `${mark.label} ${outcomeText(mark.outcome, t)}`;
  return t('diagram.branch', { count: mark.exchanges, end });
}
