import Check from 'lucide-react/icons/check';
import type { RefObject } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { ACCESS_LEVELS, type AccessLevel } from '../../../../shared/identity/identity.ts';
import type { MatrixRow } from '../../../../shared/matrix/matrix.ts';
import popover from '../../../ui/popover.module.css';
import { useRolesText } from '../roles-messages.ts';

export interface LevelMenuProps {
  /** The row whose level is chosen; absent while the menu is closed. */
  readonly row: MatrixRow | undefined;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly canEdit: boolean;
  readonly onClose: () => void;
  readonly onLevel: (row: MatrixRow, level: AccessLevel | null) => void;
}

/** One menu for the levels of all rows: a menu a row would make the grid slow to scroll. */
export function LevelMenu({ row, anchor, canEdit, onClose, onLevel }: LevelMenuProps) {
  const r = useRolesText();
  return (
    <Popover
      triggerRef={anchor}
      isOpen={row !== undefined}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      className={popover.popover ?? ''}
      offset={2}
    >
      {row ? (
        <Menu
          aria-label={r('cell.level')}
          className={popover.list ?? ''}
          onClose={onClose}
          disabledKeys={canEdit ? [] : [...ACCESS_LEVELS, 'unset']}
        >
          {ACCESS_LEVELS.map((level) => (
            <MenuItem
              key={level}
              id={level}
              textValue={r(`matrix.levelChoice.${level}`)}
              className={popover.item ?? ''}
              onAction={() => onLevel(row, level)}
            >
              <span className={popover.icon}>
                {row.level === level ? <Check size={14} aria-hidden /> : null}
              </span>
              <span>{r(`matrix.levelChoice.${level}`)}</span>
            </MenuItem>
          ))}
          <MenuItem
            id="unset"
            textValue={r('matrix.levelUnset')}
            className={popover.item ?? ''}
            onAction={() => onLevel(row, null)}
          >
            <span />
            <span>
              {r('matrix.levelUnset')}
              <span className={popover.detail}>
                <br />
                {row.levelWhy}
              </span>
            </span>
          </MenuItem>
        </Menu>
      ) : null}
    </Popover>
  );
}
