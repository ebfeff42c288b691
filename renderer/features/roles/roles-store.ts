import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RowId } from '../../../shared/matrix/matrix.ts';
import type { EventId, IdentityName, Pointer } from '../../../shared/trace/event.ts';
import { keepTab } from '../../keep-tab.ts';
import type { GridFilter, Grouping } from './matrix/grid-layout.ts';

export const ROLES_TABS = ['identities', 'matrix', 'compare'] as const;
export type RolesTab = (typeof ROLES_TABS)[number];

/** A cell by its place. */
export interface CellPlace {
  readonly row: RowId;
  readonly identity: IdentityName;
}

/** An exchange of a run, and the bytes to light in it. */
export interface RawExchange {
  readonly event: EventId;
  readonly lit?: Pointer;
}

/** What the person looks at in this room. A row or an identity that is gone is simply not chosen. */
interface RolesView {
  readonly tab: RolesTab;
  readonly grouping: Grouping;
  readonly filter: GridFilter;
  readonly words: string;
  readonly chosen: CellPlace | undefined;
  readonly pane: 'cell' | 'exchange' | 'findings';
  /** The exchange that is shown raw; absent shows that of the chosen cell. */
  readonly raw: RawExchange | undefined;
  /** Columns of the comparison, when a person chose them; else those that answered. */
  readonly compared: readonly IdentityName[] | undefined;
  /** The column that the others are held against. */
  readonly base: IdentityName | undefined;
  readonly onlyDifferences: boolean;
}

const rolesStore = createStore<RolesView>(() => ({
  tab: 'identities',
  grouping: 'level',
  filter: 'all',
  words: '',
  chosen: undefined,
  pane: 'cell',
  raw: undefined,
  compared: undefined,
  base: undefined,
  onlyDifferences: false,
}));

keepTab('roles', ROLES_TABS, rolesStore);

export function useRoles<T>(select: (state: RolesView) => T): T {
  return useStore(rolesStore, select);
}

export function showRoles(change: Partial<RolesView>): void {
  rolesStore.setState(change);
}
