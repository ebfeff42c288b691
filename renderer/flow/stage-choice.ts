import { useEffect, useEffectEvent } from 'react';
import { createStore } from 'zustand/vanilla';
import type { EventId, StageId } from '../../shared/trace/event.ts';
import { goTo, select } from '../view-store.ts';
import { editDraft } from './flow-store.ts';

/** Shows what a room has of a stage; `false` when it has nothing of this one. */
type StageChoice = (stage: StageId) => boolean;

/** The room on screen, if it has something to show for a stage. */
const choiceStore = createStore<{ readonly choose: StageChoice | undefined }>(() => ({ choose: undefined }));

/** Offers to show stages in this room, while the component is on screen. */
export function useStageChoice(choose: StageChoice): void {
  const latest = useEffectEvent(choose);
  useEffect(() => {
    const mine: StageChoice = (stage) => latest(stage);
    choiceStore.setState({ choose: mine });
    return () => {
      if (choiceStore.getState().choose === mine) choiceStore.setState({ choose: undefined });
    };
  }, []);
}

/** Shows a stage in the room on screen, or else its first arrow in the Flow room. */
export function chooseStage(stage: StageId, first: EventId): void {
  if (choiceStore.getState().choose?.(stage)) return;
  editDraft(false);
  select(first);
  goTo('flow');
}
