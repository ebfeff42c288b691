import Check from 'lucide-react/icons/check';
import SunMoon from 'lucide-react/icons/sun-moon';
import { useText } from '../../i18n/messages.ts';
import { LANGUAGES } from '../../i18n/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useView, viewStore } from '../../view-store.ts';

const THEMES = ['system', 'light', 'dark'] as const;

const mark = (chosen: boolean) => (chosen ? <Check size={14} aria-hidden /> : null);

/** Chooses theme and language. */
export function AppearanceMenu({ className }: { readonly className: string }) {
  const t = useText();
  const theme = useView((view) => view.theme);
  const language = useView((view) => view.language);
  return (
    <Menu
      label={t('frame.appearance')}
      entries={[
        ...THEMES.map((id) => ({
          id: `theme.${id}`,
          title: t(`frame.theme.${id}`),
          icon: mark(id === theme),
          run: () => viewStore.setState({ theme: id }),
        })),
        ...(['system', ...LANGUAGES] as const).map((id) => ({
          id: `language.${id}`,
          title: t(`frame.language.${id}`),
          icon: mark(id === language),
          run: () => viewStore.setState({ language: id }),
        })),
      ]}
    >
      <IconButton label={t('frame.appearance')} placement="right" className={className}>
        <SunMoon size={18} aria-hidden />
      </IconButton>
    </Menu>
  );
}
