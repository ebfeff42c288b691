import ArrowRightLeft from 'lucide-react/icons/arrow-right-left';
import FlaskConical from 'lucide-react/icons/flask-conical';
import FileBraces from 'lucide-react/icons/file-braces';
import House from 'lucide-react/icons/house';
import Keyboard from 'lucide-react/icons/keyboard';
import Glasses from 'lucide-react/icons/glasses';
import KeyRound from 'lucide-react/icons/key-round';
import Grid3x3 from 'lucide-react/icons/grid-3x3';
import Presentation from 'lucide-react/icons/presentation';
import ScanSearch from 'lucide-react/icons/scan-search';
import Puzzle from 'lucide-react/icons/puzzle';
import Scale from 'lucide-react/icons/scale';
import type { ComponentType } from 'react';
import { useText } from '../../i18n/messages.ts';
import { chordFor } from '../../keymap.ts';
import { ROOM_VIEWS } from '../../rooms.tsx';
import { setPresenting, usePresenting } from '../../secret-store.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { goTo, openDialog, ROOMS, useView, type Room } from '../../view-store.ts';
import styles from './app-frame.module.css';
import { AppearanceMenu } from './appearance-menu.tsx';

const ICONS: Readonly<Record<Room, ComponentType<{ size: number; 'aria-hidden': true }>>> = {
  home: House,
  flow: ArrowRightLeft,
  inspect: ScanSearch,
  session: KeyRound,
  roles: Grid3x3,
  metadata: FileBraces,
  compat: Puzzle,
  privacy: Glasses,
  rules: Scale,
  lab: FlaskConical,
};

/** The rooms, and below them what concerns the whole window. */
export function Rail() {
  const t = useText();
  const room = useView((view) => view.room);
  const presenting = usePresenting();
  return (
    <nav className={styles.rail} aria-label={t('frame.rooms')}>
      <ul>
        {ROOMS.filter((id) => ROOM_VIEWS[id]).map((id) => {
          const Icon = ICONS[id];
          return (
            <li key={id}>
              <IconButton
                label={t(`room.${id}`)}
                placement="right"
                className={styles.railButton ?? ''}
                onPress={() => goTo(id)}
                {...(id === room ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon size={18} aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <ul>
        <li>
          <IconButton
            label={presenting ? t('frame.presentOff') : t('frame.presentOn')}
            placement="right"
            className={styles.railButton ?? ''}
            aria-pressed={presenting}
            onPress={() => setPresenting(!presenting)}
          >
            <Presentation size={18} aria-hidden />
          </IconButton>
        </li>
        <li>
          <AppearanceMenu className={styles.railButton ?? ''} />
        </li>
        <li>
          <IconButton
            label={t('frame.keys')}
            chord={chordFor('app.keys')}
            placement="right"
            className={styles.railButton ?? ''}
            onPress={() => openDialog('keys')}
          >
            <Keyboard size={18} aria-hidden />
          </IconButton>
        </li>
      </ul>
    </nav>
  );
}
