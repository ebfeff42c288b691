import type { Fault } from './fault.ts';

const STAGE = { stage: 'mcp', refuses: false, shownBy: 'matrix' } as const;

/** Faults of what a caller with a good token may do. @see MCP 2026-07-28, security considerations; OWASP API1, API5 (2023) */
export const PERMISSION_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'owner-not-checked',
    title: 'Anybody’s order for anybody',
    description:
      'Whoever is signed in gets any order and changes any profile: only the number must be right.',
    trips: ['roles/over-permissive'],
    policy: { defects: ['owner-not-checked'] },
  },
  {
    ...STAGE,
    id: 'admin-not-checked',
    title: 'Administrators’ tools for customers',
    description: 'The tools of administrators are hidden from customers and do what they are told by them.',
    trips: ['roles/over-permissive'],
    policy: { defects: ['admin-not-checked'] },
  },
  {
    ...STAGE,
    id: 'owner-locked-out',
    title: 'Your own order is not yours',
    description: 'get_order refuses the owner as well: a check that stops everybody passes many tests.',
    trips: ['roles/over-restrictive'],
    policy: { defects: ['owner-locked-out'] },
  },
  {
    ...STAGE,
    id: 'scope-not-checked',
    title: 'A token that may do more than it says',
    description: 'Scopes are written into tokens and never read: what a person did not grant is done.',
    trips: ['roles/scope-checked'],
    policy: { defects: ['scope-not-checked'] },
  },
  {
    ...STAGE,
    id: 'session-not-bound',
    title: 'Somebody else’s session',
    description:
      'In the era of sessions the session decides who calls: another person’s id makes you that person.',
    trips: ['roles/session-bound'],
    policy: { defects: ['session-not-bound'] },
  },
  {
    ...STAGE,
    id: 'tools-listed-to-everyone',
    title: 'Tools listed to everyone',
    description: 'Customers are shown the tools of administrators, and are refused when they call one.',
    trips: ['roles/listed-uncallable'],
    policy: { defects: ['tools-listed-to-everyone'] },
  },
];
