import { useState, type KeyboardEvent } from 'react';
import { isScopeToken, scopeTokens, scopeUnion } from '../../../../shared/protocol/scope.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useRolesText } from '../roles-messages.ts';
import styles from './matrix.module.css';

export interface ScopeFieldProps {
  /** As the policy has it. */
  readonly scope: readonly string[];
  /** Scopes that the server names: each is a press away. */
  readonly offered: readonly string[];
  readonly canEdit: boolean;
  readonly onSave: (scope: string) => void;
}

/** The scopes that a row needs. What is typed counts with Enter or when the field is left; Escape takes it back. */
export function ScopeField({ scope, offered, canEdit, onSave }: ScopeFieldProps) {
  const r = useRolesText();
  const saved = scope.join(' ');
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? saved;
  const wrong = scopeTokens(shown).find((token) => !isScopeToken(token));
  const left = offered.filter((one) => !scopeTokens(shown).includes(one));

  const save = (next: string) => {
    if (scopeTokens(next).some((token) => !isScopeToken(token))) return;
    setTyped(undefined);
    if (scopeTokens(next).join(' ') !== saved) onSave(next);
  };
  const hearKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save(shown);
    else if (event.key === 'Escape') setTyped(undefined);
  };

  return (
    <div className={styles.scope} data-scope-field>
      <TextField
        label={r('cell.scope')}
        hideLabel
        mono
        isDisabled={!canEdit}
        placeholder={r('cell.scopeNone')}
        hint={r('cell.scopeHint')}
        error={wrong === undefined ? undefined : r('cell.scopeProblem', { token: wrong })}
        value={shown}
        onChange={setTyped}
        onKeyDown={hearKey}
        onBlur={() => save(shown)}
      />
      {left.length === 0 || !canEdit ? null : (
        <div className={styles.offered}>
          {left.map((one) => (
            <Button key={one} size="small" onPress={() => save(scopeUnion(shown, one))}>
              {`+ ${one}`}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
