import { useActions } from '../../actions.ts';
import type { FlowAbilities } from '../../flow/flow-abilities.ts';
import type { FlowCommands } from '../../flow/use-flow-commands.ts';
import { useFlowText } from './flow-messages.ts';

/** What the room itself can do. */
export interface FlowMoves {
  readonly edit: () => void;
  readonly next: () => void;
  readonly previous: () => void;
  readonly nextFinding: () => void;
  readonly filter: () => void;
}

/** Offers the actions of this room by key and in the command list. */
export function useFlowActions(abilities: FlowAbilities, commands: FlowCommands, moves: FlowMoves): void {
  const t = useFlowText();
  const group = t('control.group');
  const action = (id: string, title: string, enabled: boolean, run: () => unknown) => ({
    id,
    title,
    group,
    enabled,
    run: () => void run(),
  });
  useActions([
    action('flow.step', t('control.step'), abilities.step, commands.step),
    action('flow.step-stage', t('control.stageLong'), abilities.step, commands.stage),
    action('flow.run', t('control.runLong'), abilities.step, commands.run),
    action('flow.back', t('control.backLong'), abilities.back, commands.back),
    action('flow.edit-draft', t('control.editDraft'), abilities.edit, moves.edit),
    action('flow.retry', t('control.retry'), abilities.retry, () => commands.retry()),
    action('flow.restart', t('control.restart'), abilities.live, commands.restart),
    action('flow.cancel', t('control.cancel'), abilities.busy, commands.cancel),
    action('flow.next-exchange', t('control.nextExchange'), true, moves.next),
    action('flow.previous-exchange', t('control.previousExchange'), true, moves.previous),
    action('flow.next-finding', t('control.nextFinding'), true, moves.nextFinding),
    action('flow.filter', t('control.filter'), true, moves.filter),
  ]);
}
