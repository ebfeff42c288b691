import { useEffect } from 'react';
import type { IdentityName } from '../../../shared/trace/event.ts';
import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { useSession, useSessionStore } from '../../session-store.ts';
import { IdentityMark } from '../../ui/identity-mark.tsx';
import { Select } from '../../ui/select.tsx';
import { select, useView } from '../../view-store.ts';

/** As whom the rooms tell and act. Nothing to choose while there is one identity. */
export function IdentitySelect() {
  const t = useText();
  const store = useSessionStore();
  const { trace, identity, identities } = useSession();
  const selected = useView((view) => view.selected);

  // What is selected belongs to somebody: their flow is the one to show it in.
  const owner = selected === undefined ? undefined : trace.events[selected - 1]?.identity;
  useEffect(() => {
    if (owner !== undefined) store.showAs(owner);
  }, [owner, store]);

  const show = (name: IdentityName) => {
    select(undefined);
    store.showAs(name);
  };

  useActions(
    identities.length < 2
      ? []
      : identities.map(({ definition: { name, title } }) => ({
          id: `identity.${name}`,
          title: t('target.showAs', { name: title }),
          group: t('group.target'),
          run: () => show(name),
        })),
  );

  if (identities.length < 2) return null;
  return (
    <Select
      label={t('target.as')}
      hideLabel
      quiet
      options={identities.map(({ definition: { name, title, colour }, status }) => ({
        id: name,
        title,
        mark: <IdentityMark colour={colour} />,
        detail: t(`target.identityStatus.${status}`),
      }))}
      selected={identity}
      onSelect={show}
    />
  );
}
