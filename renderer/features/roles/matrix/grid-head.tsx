// Rows and cells are placed one by one, which the elements of a table do not do: their roles are written out.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react';
import { Button as KitButton } from 'react-aria-components/Button';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import { useText } from '../../../i18n/messages.ts';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { useRolesText } from '../roles-messages.ts';
import { showRoles } from '../roles-store.ts';
import { shortTitle } from '../short-title.ts';
import styles from './matrix-grid.module.css';

export interface GridHeadProps {
  readonly columns: readonly IdentityState[];
  readonly live: number;
  readonly canRun: boolean;
  readonly onRunColumn: (column: IdentityState) => void;
}

/** The identities, above their columns; each opens what can be done with the column. */
export const GridHead = memo(function GridHead({ columns, live, canRun, onRunColumn }: GridHeadProps) {
  const r = useRolesText();
  const simulated = columns.length - live;
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      <div className={styles.corner} role="columnheader" aria-colindex={1}>
        {r('matrix.rowsHead')}
      </div>
      <div className={styles.bands} aria-hidden>
        {live === 0 ? null : (
          <div style={{ width: `calc(${live} * var(--cell))` }}>
            <span>{r('matrix.live')}</span>
          </div>
        )}
        {simulated === 0 ? null : (
          <div style={{ width: `calc(${simulated} * var(--cell))` }}>
            <span>{r('matrix.simulated')}</span>
          </div>
        )}
      </div>
      {columns.map((column, index) => (
        <div
          key={column.definition.name}
          role="columnheader"
          aria-colindex={index + 2}
          className={styles.column}
          data-first-simulated={index === live && live > 0 ? 'true' : undefined}
        >
          <ColumnHead column={column} canRun={canRun} onRun={() => onRunColumn(column)} />
        </div>
      ))}
    </div>
  );
});

function ColumnHead({
  column,
  canRun,
  onRun,
}: {
  readonly column: IdentityState;
  readonly canRun: boolean;
  readonly onRun: () => void;
}) {
  const t = useText();
  const r = useRolesText();
  const { definition, status, why } = column;
  const isReady = status === 'ready';
  const words = why ?? t(`target.identityStatus.${status}`);
  return (
    <Menu
      label={r('matrix.columnMenu', { name: definition.title })}
      entries={[
        {
          id: 'run',
          title: r('matrix.runColumn', { name: definition.title }),
          isDisabled: !canRun,
          run: onRun,
        },
        { id: 'show', title: r('cell.showIdentity'), run: () => showRoles({ tab: 'identities' }) },
      ]}
    >
      <KitButton className={styles.columnButton ?? ''}>
        <IdentityMark colour={definition.colour} />
        <span
          className={styles.columnName}
          title={isReady ? definition.title : `${definition.title}: ${words}`}
        >
          {shortTitle(definition)}
        </span>
        {isReady ? null : (
          <span className={styles.notReady} title={words}>
            <span aria-hidden>▲</span>
            <span className="visually-hidden">{words}</span>
          </span>
        )}
      </KitButton>
    </Menu>
  );
}
