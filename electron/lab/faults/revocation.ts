import type { Fault } from './fault.ts';

/** Faults of a sign-out. @see RFC 7009 section 2.2 */
export const REVOCATION_FAULTS: readonly Fault[] = [
  {
    id: 'revoked-token-still-accepted',
    title: 'A revocation without effect',
    description: 'The server says 200 and forgets: the token goes on working after sign-out.',
    stage: 'revocation',
    trips: ['revocation/effective'],
    refuses: false,
    routes: ['revocation'],
    intercept: () => ({ status: 200, headers: { 'cache-control': 'no-store' }, body: '' }),
  },
];
