import { lazy, type ComponentType } from 'react';
import type { Room } from './view-store.ts';

/** The rooms that exist, each loaded when first opened. */
export const ROOM_VIEWS: Readonly<Partial<Record<Room, ComponentType>>> = {
  home: lazy(() => import('./features/home/home-room.tsx').then(({ HomeRoom }) => ({ default: HomeRoom }))),
  flow: lazy(() => import('./features/flow/flow-room.tsx').then(({ FlowRoom }) => ({ default: FlowRoom }))),
  inspect: lazy(() =>
    import('./features/inspect/inspect-room.tsx').then(({ InspectRoom }) => ({ default: InspectRoom })),
  ),
  session: lazy(() =>
    import('./features/session/session-room.tsx').then(({ SessionRoom }) => ({ default: SessionRoom })),
  ),
  roles: lazy(() =>
    import('./features/roles/roles-room.tsx').then(({ RolesRoom }) => ({ default: RolesRoom })),
  ),
  metadata: lazy(() =>
    import('./features/metadata/metadata-room.tsx').then(({ MetadataRoom }) => ({ default: MetadataRoom })),
  ),
  compat: lazy(() =>
    import('./features/compat/compat-room.tsx').then(({ CompatRoom }) => ({ default: CompatRoom })),
  ),
  privacy: lazy(() =>
    import('./features/privacy/privacy-room.tsx').then(({ PrivacyRoom }) => ({ default: PrivacyRoom })),
  ),
  rules: lazy(() =>
    import('./features/rules/rules-room.tsx').then(({ RulesRoom }) => ({ default: RulesRoom })),
  ),
  lab: lazy(() => import('./features/lab/lab-room.tsx').then(({ LabRoom }) => ({ default: LabRoom }))),
};
