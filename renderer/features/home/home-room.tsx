import { useText } from '../../i18n/messages.ts';

/** Where one begins: a target, a lab scenario, or an earlier session. */
export function HomeRoom() {
  const t = useText();
  return <h1>{t('room.home')}</h1>;
}
