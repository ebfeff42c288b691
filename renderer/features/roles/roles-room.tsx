import Users from 'lucide-react/icons/users';
import { useSession } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { goTo } from '../../view-store.ts';
import { CompareView } from './compare/compare-view.tsx';
import { IdentitiesView } from './identities/identities-view.tsx';
import { MatrixView } from './matrix/matrix-view.tsx';
import { useRun } from './matrix/run-store.ts';
import { useRolesText } from './roles-messages.ts';
import { ROLES_TABS, showRoles, useRoles, type RolesTab } from './roles-store.ts';

/** The room of the callers: who calls, what each may do, and what each was given. */
export function RolesRoom() {
  const r = useRolesText();
  const { session, identities } = useSession();
  const tab = useRoles((state) => state.tab);
  const run = useRun();
  // A run that was opened as a file has no flow, and is a target all the same.
  if (session.target === undefined && !run) {
    return (
      <EmptyState
        icon={<Users size={28} aria-hidden />}
        title={r('empty.title')}
        action={
          <Button look="primary" onPress={() => goTo('home')}>
            {r('empty.action')}
          </Button>
        }
      >
        {r('empty.text')}
      </EmptyState>
    );
  }
  const show = (shown: RolesTab) => {
    switch (shown) {
      case 'identities':
        return <IdentitiesView />;
      case 'matrix':
        return <MatrixView run={run} />;
      default:
        return <CompareView run={run} />;
    }
  };
  return (
    <Tabs
      label={r('tabs')}
      selected={tab}
      onSelect={(tab) => showRoles({ tab })}
      items={ROLES_TABS.map((id) => ({
        id,
        title: r(`tab.${id}`),
        badge: id === 'identities' && identities.length > 1 ? <Badge>{identities.length}</Badge> : null,
        content: () => show(id),
      }))}
    />
  );
}
