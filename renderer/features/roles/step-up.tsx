import { useState } from 'react';
import type { CellView } from '../../../shared/matrix/fold.ts';
import { scopesMissing } from '../../../shared/protocol/scope.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { useText } from '../../i18n/messages.ts';
import { useSession } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useAsk } from '../../use-ask.ts';
import { StepUpDialog } from '../session/step-up-dialog.tsx';
import { useRolesText } from './roles-messages.ts';
import { showRoles } from './roles-store.ts';
import styles from './step-up.module.css';

/**
 * Offers more scope where a cell was refused for want of it, and says how far that is. A caller that is simulated has too
 * little on purpose.
 */
export function StepUp({ cell: { answer, column } }: { readonly cell: CellView }) {
  const t = useText();
  const r = useRolesText();
  const ask = useAsk();
  const { id, trace, summary, identities } = useSession();
  const [open, setOpen] = useState(false);
  const { name, title, source } = column.definition;
  const outcome = answer?.outcome;
  if (outcome?.kind !== 'denied' || outcome.how !== 'insufficient-scope') return null;
  if (source.kind !== 'flow' || summary?.live !== true || id === undefined) return null;

  const session = trace.session(name);
  const status = identities.find(({ definition }) => definition.name === name)?.status;
  if (status === 'signing-in') {
    return (
      <p className={styles.line}>
        <Spinner size={14} /> {r('stepUp.waits', { name: title })}
        <Button size="small" look="quiet" onPress={() => showRoles({ tab: 'identities' })}>
          {r('cell.showIdentity')}
        </Button>
        <Button size="small" onPress={() => void ask('session.cancel', { session: id, identity: name })}>
          {t('common.cancel')}
        </Button>
      </p>
    );
  }
  const { scope: wanted } = outcome;
  const granted = latestText(session, 'scope_granted');
  if (status === 'ready' && wanted !== undefined && scopesMissing(granted, wanted).length === 0) {
    return (
      <p className={styles.line}>
        <SeverityMark mark="pass" shapeOnly /> {r('stepUp.has', { name: title, scope: wanted })}
      </p>
    );
  }
  const raise = async (scope: string) => {
    setOpen(false);
    const whose = { session: id, identity: name };
    // Asking is only prepared by that: in the Flow room a person looks at the request first. Here it goes out at once.
    if (await ask('session.act', { ...whose, action: { kind: 'step-up', scope } }))
      await ask('session.step', { ...whose, until: { kind: 'end' } });
  };
  return (
    <>
      <Button size="small" onPress={() => setOpen(true)}>
        {r('cell.stepUp')}
      </Button>
      {open ? (
        <StepUpDialog
          session={session}
          {...(wanted === undefined ? {} : { wanted })}
          onClose={() => setOpen(false)}
          onStart={(scope) => void raise(scope)}
        />
      ) : null}
    </>
  );
}
