import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { ROOM_VIEWS } from '../../rooms.tsx';
import { hideAllSecrets, revealNextSecret } from '../../secret-store.ts';
import { usePickTraceFile, useSaveTrace } from '../../trace-file.ts';
import { goTo, openDialog, ROOMS, viewStore } from '../../view-store.ts';

/** Offers what can be done in every room. */
export function useFrameActions(): void {
  const t = useText();
  const pickTrace = usePickTraceFile();
  const saveTrace = useSaveTrace();
  useActions([
    {
      id: 'app.commands',
      title: t('frame.commands'),
      group: t('group.app'),
      run: () => openDialog('commands'),
    },
    { id: 'app.keys', title: t('frame.keys'), group: t('group.app'), run: () => openDialog('keys') },
    { id: 'app.open-trace', title: t('key.app.open-trace'), group: t('group.app'), run: pickTrace },
    {
      id: 'app.save-trace',
      title: t('key.app.save-trace'),
      group: t('group.app'),
      enabled: saveTrace !== undefined,
      run: () => void saveTrace?.(),
    },
    ...ROOMS.filter((room) => ROOM_VIEWS[room]).map((room) => ({
      id: `go.${room}`,
      title: t(`room.${room}`),
      group: t('group.go'),
      run: () => goTo(room),
    })),
    {
      id: 'secret.reveal',
      title: t('key.secret.reveal'),
      group: t('group.secret'),
      run: () => revealNextSecret(),
    },
    { id: 'secret.hide-all', title: t('key.secret.hide-all'), group: t('group.secret'), run: hideAllSecrets },
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme.${theme}`,
      title: t(`frame.theme.${theme}`),
      group: t('group.app'),
      run: () => viewStore.setState({ theme }),
    })),
  ]);
}
