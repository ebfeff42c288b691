import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const ROLES_TABS = ['identities', 'matrix', 'compare'] as const;
export type RolesTab = (typeof ROLES_TABS)[number];

/** What the person looks at in this room. A row or an identity that is gone is simply not chosen. */
interface RolesView {
  readonly tab: RolesTab;
}

const rolesStore = createStore<RolesView>(() => ({ tab: 'identities' }));

export function useRoles<T>(select: (state: RolesView) => T): T {
  return useStore(rolesStore, select);
}

export function showRoles(change: Partial<RolesView>): void {
  rolesStore.setState(change);
}
