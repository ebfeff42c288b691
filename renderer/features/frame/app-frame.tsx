import { lazy, Suspense, useEffect, useRef } from 'react';
import { useText } from '../../i18n/messages.ts';
import { ROOM_VIEWS } from '../../rooms.tsx';
import type { Transport } from '../../transport/transport.ts';
import { useSession } from '../../session-store.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { openDialog, useView } from '../../view-store.ts';
import { useHostNotices } from './use-host-notices.ts';
import styles from './app-frame.module.css';
import { ConnectionStrip } from './connection-strip.tsx';
import { useFrameActions } from './frame-actions.ts';
import { NoticeArea } from './notice-area.tsx';
import { PresenterStrip } from './presenter-strip.tsx';
import { Rail } from './rail.tsx';
import { RoomBoundary } from './room-boundary.tsx';
import { SaveStrip } from './save-strip.tsx';
import { TargetBar } from './target-bar.tsx';

const CommandList = lazy(() =>
  import('./command-list.tsx').then(({ CommandList }) => ({ default: CommandList })),
);
const KeySheet = lazy(() => import('./key-sheet.tsx').then(({ KeySheet }) => ({ default: KeySheet })));
const SettingsDialog = lazy(() =>
  import('./settings-dialog.tsx').then(({ SettingsDialog }) => ({ default: SettingsDialog })),
);
const ClientMetadataDialog = lazy(() =>
  import('./client-metadata-dialog.tsx').then(({ ClientMetadataDialog }) => ({
    default: ClientMetadataDialog,
  })),
);

/** Nothing of it is needed before a session is open. */
const TimeLine = lazy(() =>
  import('../../flow/time-line.tsx').then(({ TimeLine }) => ({ default: TimeLine })),
);

const DIALOGS = {
  commands: CommandList,
  keys: KeySheet,
  settings: SettingsDialog,
  'client-metadata': ClientMetadataDialog,
} as const;

/** The window: rail, target bar, time line, and one room. */
export function AppFrame({ transport }: { readonly transport: Transport }) {
  const t = useText();
  useFrameActions();
  useHostNotices();
  const room = useView((view) => view.room);
  const dialog = useView((view) => view.dialog);
  const main = useRef<HTMLElement>(null);
  const View = ROOM_VIEWS[room];
  const Shown = dialog === undefined ? undefined : DIALOGS[dialog];

  useEffect(() => {
    // Typed-ahead words must not be lost to a chunk that is still on its way.
    const soon = setTimeout(() => void import('./command-list.tsx'), 1500);
    return () => clearTimeout(soon);
  }, []);
  useEffect(() => {
    document.title = `${t(`room.${room}`)} · Keyhole`;
  }, [room, t]);

  return (
    <div className={styles.frame}>
      <a
        className={styles.skip}
        href="#room"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t('frame.skip')}
      </a>
      <Rail />
      <header className={styles.bar} aria-label={t('frame.target')}>
        <TargetBar />
        <TimeLineOfSession />
        <ConnectionStrip transport={transport} />
        <PresenterStrip />
        <SaveStrip />
        <NoticeArea />
      </header>
      <main id="room" ref={main} className={styles.room} tabIndex={-1} aria-label={t(`room.${room}`)}>
        {/* These show no title of their own: their content says at once where one is. */}
        {room === 'flow' ||
        room === 'session' ||
        room === 'roles' ||
        room === 'metadata' ||
        room === 'privacy' ||
        room === 'rules' ? (
          <h1 className="visually-hidden">{t(`room.${room}`)}</h1>
        ) : null}
        <RoomBoundary key={room}>
          <Suspense
            fallback={
              <div className={styles.wait}>
                <Spinner label={t('common.loading')} />
              </div>
            }
          >
            {View ? <View /> : null}
          </Suspense>
        </RoomBoundary>
      </main>
      <Suspense>{Shown ? <Shown isOpen onClose={() => openDialog(undefined)} /> : null}</Suspense>
    </div>
  );
}

/** Apart from the frame, which need not be drawn again for every event. */
function TimeLineOfSession() {
  const { id } = useSession();
  return <Suspense>{id === undefined ? null : <TimeLine key={id} />}</Suspense>;
}
