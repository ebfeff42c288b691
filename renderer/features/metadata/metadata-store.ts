import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { keepTab } from '../../keep-tab.ts';

export const METADATA_TABS = ['documents', 'compare', 'probe'] as const;
export type MetadataTab = (typeof METADATA_TABS)[number];

/** What the person looks at in this room. Documents are named by their keys; one that is gone is simply not chosen. */
interface MetadataView {
  readonly tab: MetadataTab;
  readonly document: string | undefined;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

const metadataStore = createStore<MetadataView>(() => ({
  tab: 'documents',
  document: undefined,
  left: undefined,
  right: undefined,
}));

keepTab('metadata', METADATA_TABS, metadataStore);

export function useMetadata<T>(select: (state: MetadataView) => T): T {
  return useStore(metadataStore, select);
}

export function showMetadata(change: Partial<MetadataView>): void {
  metadataStore.setState(change);
}
