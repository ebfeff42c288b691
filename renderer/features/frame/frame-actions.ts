import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { ROOM_VIEWS } from '../../rooms.tsx';
import { hideAllSecrets, revealNextSecret } from '../../secret-store.ts';
import { goTo, openDialog, ROOMS, viewStore } from '../../view-store.ts';

/** Offers what can be done in every room. */
export function useFrameActions(): void {
  const t = useText();
  useActions([
    {
      id: 'app.commands',
      title: t('frame.commands'),
      group: t('group.app'),
      run: () => openDialog('commands'),
    },
    { id: 'app.keys', title: t('frame.keys'), group: t('group.app'), run: () => openDialog('keys') },
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
