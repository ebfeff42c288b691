import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { scopesMissing, scopeTokens, scopeUnion } from '../../../shared/protocol/scope.ts';
import { latest, latestText } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { useText } from '../../i18n/messages.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import line from '../../ui/line.module.css';
import { TextField } from '../../ui/text-field.tsx';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import { useSessionText } from './session-messages.ts';
import styles from './session-room.module.css';

export interface StepUpDialogProps {
  readonly session: Session;
  /** Scopes that a refusal asked for: they stand in the field from the start. */
  readonly wanted?: string;
  readonly onStart: (scope: string) => void;
  readonly onClose: () => void;
}

/** Asks which scopes to ask for besides those asked for already. */
export function StepUpDialog({ session, wanted, onStart, onClose }: StepUpDialogProps) {
  const t = useText();
  const s = useSessionText();
  const first = useFirstFocus();
  const granted = latestText(session, 'scope_granted');
  const [more, setMore] = useState(() =>
    wanted === undefined ? '' : scopesMissing(granted, wanted).join(' '),
  );
  const asked = latestText(session, 'scope_requested');
  const offered = latest(session, 'resource_scopes_supported');
  const named = scopeTokens(
    [
      latestText(session, 'challenge_scope') ?? '',
      ...(Array.isArray(offered) ? (offered as unknown[]) : []),
    ].join(' '),
  );
  const missing = scopesMissing(granted, scopeUnion(named.join(' ')));
  const added = scopesMissing(granted, more);
  return (
    <Dialog
      title={s('stepUp.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={added.length === 0} onPress={() => onStart(added.join(' '))}>
            {s('stepUp.start')}
          </Button>
        </>
      }
    >
      <Form
        className={styles.section ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          if (added.length > 0) onStart(added.join(' '));
        }}
      >
        <p className={line.muted}>{s('stepUp.text')}</p>
        <ScopeRow title={s('stepUp.granted')} scopes={scopeTokens(granted)} />
        <TextField
          label={s('stepUp.more')}
          hint={s('stepUp.moreHint')}
          mono
          inputRef={first}
          value={more}
          onChange={setMore}
        />
        {missing.length === 0 ? null : (
          <div className={styles.scope}>
            <span className={styles.small}>{s('stepUp.offered')}</span>
            {missing.map((scope) => (
              <Button
                key={scope}
                size="small"
                isDisabled={scopeTokens(more).includes(scope)}
                onPress={() => setMore(scopeUnion(more, scope))}
              >
                {scope}
              </Button>
            ))}
          </div>
        )}
        <ScopeRow
          title={s('stepUp.request')}
          scopes={scopeTokens(scopeUnion(asked, granted, more))}
          fresh={added}
        />
      </Form>
    </Dialog>
  );
}

function ScopeRow({
  title,
  scopes,
  fresh = [],
}: {
  readonly title: string;
  readonly scopes: readonly string[];
  readonly fresh?: readonly string[];
}) {
  const t = useText();
  return (
    <div className={styles.scope}>
      <span className={styles.small}>{title}</span>
      {scopes.length === 0 ? <span>{t('common.none')}</span> : null}
      {scopes.map((scope) => (
        <Badge key={scope} tone={fresh.includes(scope) ? 'accent' : 'neutral'}>
          {fresh.includes(scope) ? `+ ${scope}` : scope}
        </Badge>
      ))}
    </div>
  );
}
