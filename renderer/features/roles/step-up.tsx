import { useState } from 'react';
import type { CellView } from '../../../shared/matrix/fold.ts';
import { useSession } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { useAsk } from '../../use-ask.ts';
import { StepUpDialog } from '../session/step-up-dialog.tsx';
import { useRolesText } from './roles-messages.ts';

/** Offers more scope where a cell was refused for want of it. A caller that is simulated has too little on purpose. */
export function StepUp({ cell: { answer, column } }: { readonly cell: CellView }) {
  const r = useRolesText();
  const ask = useAsk();
  const { id, trace, summary } = useSession();
  const [open, setOpen] = useState(false);
  const { definition } = column;
  const outcome = answer?.outcome;
  if (outcome?.kind !== 'denied' || outcome.how !== 'insufficient-scope') return null;
  if (definition.source.kind !== 'flow' || summary?.live !== true || id === undefined) return null;
  return (
    <>
      <Button size="small" onPress={() => setOpen(true)}>
        {r('cell.stepUp')}
      </Button>
      {open ? (
        <StepUpDialog
          session={trace.session(definition.name)}
          {...(outcome.scope === undefined ? {} : { wanted: outcome.scope })}
          onClose={() => setOpen(false)}
          onStart={(scope) => {
            setOpen(false);
            void ask('session.act', {
              session: id,
              identity: definition.name,
              action: { kind: 'step-up', scope },
            });
          }}
        />
      ) : null}
    </>
  );
}
