import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { HostBehaviour } from '../../../shared/privacy/audience/host.ts';
import type { PrivacySection } from '../../../shared/privacy/policy/privacy-policy.ts';
import type { EventId } from '../../../shared/trace/event.ts';
import { keepTab } from '../../keep-tab.ts';

export const PRIVACY_TABS = ['lens', 'report', 'policy'] as const;
export type PrivacyTab = (typeof PRIVACY_TABS)[number];

/** What the person looks at in this room, and the policy they hold answers against. It outlives the room, not the page. */
interface PrivacyState {
  readonly tab: PrivacyTab;
  /** The call on show; absent follows the newest. */
  readonly chosen: EventId | undefined;
  /** What the person is about to call, and where. */
  readonly next: { readonly session: string; readonly tool: string; readonly text?: string } | undefined;
  readonly behaviour: HostBehaviour;
  readonly redacted: boolean;
  /** What differs from the default policy. */
  readonly section: PrivacySection;
  /** The file the policy was opened from: what else stands in it is kept. */
  readonly file: { readonly name: string; readonly text: string } | undefined;
}

export const privacyStore = createStore<PrivacyState>(() => ({
  tab: 'lens',
  chosen: undefined,
  next: undefined,
  behaviour: 'honours',
  redacted: false,
  section: {},
  file: undefined,
}));

keepTab('privacy', PRIVACY_TABS, privacyStore);

export function usePrivacy<T>(select: (state: PrivacyState) => T): T {
  return useStore(privacyStore, select);
}

/** Changes the policy. */
export function changePolicy(change: (section: PrivacySection) => PrivacySection): void {
  privacyStore.setState(({ section }) => ({ section: change(section) }));
}
