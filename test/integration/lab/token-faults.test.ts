// Each fault of a server that believes a token too easily: on, the wire shows it; off, it is gone.

import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TOKENS_NOT_CHECKED_FAULTS } from '../../../electron/lab/faults/tokens-not-checked.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { ERAS, callerInSession, callerWith, isAllowed, startCaller } from './a-caller.ts';
import type { ACaller, Era } from './a-caller.ts';
import { allOrNone, meetBothWays } from './both-ways.ts';
import { withClaims, withFlippedSignature, withoutSignature } from './forged-tokens.ts';
import { revoke, signIn, urlOf } from './lab-client.ts';

const SHORT_SECONDS = 1;

let lab: Lab;
/** Signed in once for each era: a fault takes effect on tokens and sessions that are there. */
const alices = {} as Record<Era, ACaller>;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: SHORT_SECONDS });
  for (const variant of ERAS) alices[variant] = await startCaller(lab, 'alice', { variant });
});
afterAll(() => lab.close());

const ownOrders = (caller: ACaller) => caller.callTool('list_orders');

/** Calls the server of an era with another token; in the era of sessions within that of alice. */
function withToken(era: Era, token: string): ACaller {
  const url = urlOf(lab, era);
  return era === 'modern' ? callerWith(url, token) : callerInSession(url, token, alices[era].sessionId ?? '');
}

/** Whether a token is taken that was made from alice's. */
const takes = (forge: (token: string) => string) => async (era: Era) => {
  return isAllowed(await ownOrders(withToken(era, forge(alices[era].token))));
};

interface Symptom {
  /** Both unless told. */
  readonly eras?: readonly Era[];
  /** True when the defect is there. */
  readonly shows: (era: Era) => Promise<boolean>;
}

const SYMPTOMS: Readonly<Record<string, Symptom>> = {
  'token-not-required': {
    eras: ['modern'],
    shows: async () => {
      const nobody = callerWith(urlOf(lab, 'modern'), undefined);
      expect((await nobody.request('tools/list')).status).toBe(401);
      expect(isAllowed(await nobody.callTool('get_order', { orderId: '1001' }))).toBe(false);
      return isAllowed(await ownOrders(nobody));
    },
  },
  'unreadable-token-accepted': {
    eras: ['modern'],
    shows: async (era) => {
      const alice = alices[era];
      for (const forge of [withFlippedSignature, withoutSignature])
        expect(await takes(forge)(era)).toBe(false);
      const unreadable = ['nonsense', 'not a token', alice.token.slice(0, 40)];
      const answers = unreadable.map((token) => ownOrders(withToken(era, token)));
      return allOrNone((await Promise.all(answers)).map(isAllowed));
    },
  },
  'signature-not-checked': {
    shows: async (era) => {
      expect(await takes(withoutSignature)(era)).toBe(false);
      for (const claims of [{ iss: 'https://login.example.net' }, { nbf: 9999999999 }, { exp: 1 }]) {
        expect(await takes((token) => withClaims(token, claims))(era)).toBe(false);
      }
      return takes(withFlippedSignature)(era);
    },
  },
  'alg-none-accepted': {
    shows: async (era) => {
      expect(await takes(withFlippedSignature)(era)).toBe(false);
      return takes(withoutSignature)(era);
    },
  },
  'token-only-decoded': {
    shows: async (era) => {
      for (const claims of [{ exp: 1 }, { aud: 'https://mcp.example.net' }]) {
        expect(await takes((token) => withClaims(token, claims))(era)).toBe(false);
      }
      const forged = [
        withFlippedSignature,
        withoutSignature,
        (token: string) => withClaims(token, { iss: 'https://login.example.net' }),
        (token: string) => withClaims(token, { nbf: 9999999999 }),
      ];
      return allOrNone(await Promise.all(forged.map((forge) => takes(forge)(era))));
    },
  },
  'expiry-not-checked': {
    eras: ['modern'],
    shows: async () => {
      const { accessToken } = await signIn(lab, { variant: 'short' });
      const caller = callerWith(urlOf(lab, 'short'), accessToken);
      await setTimeout((SHORT_SECONDS + 1) * 1000);
      return isAllowed(await ownOrders(caller));
    },
  },
  'audience-not-checked': {
    shows: async (era) => {
      const other = era === 'modern' ? 'dual' : '2025-06-18';
      const { accessToken } = await signIn(lab, { variant: other });
      const toSigned = await ownOrders(withToken(era, accessToken));
      if (era === 'legacy') return isAllowed(toSigned);
      const opaque = await signIn(lab, { variant: 'opaque' });
      const wrongOpaque = await ownOrders(callerWith(urlOf(lab, 'modern'), opaque.accessToken));
      expect(isAllowed(wrongOpaque)).toBe(false);
      const toOpaque = await ownOrders(callerWith(urlOf(lab, 'opaque'), accessToken));
      return allOrNone([toSigned, toOpaque].map(isAllowed));
    },
  },
  'revocation-not-checked': {
    shows: async (era) => {
      const signed = await signIn(lab, { variant: era });
      const opaque = await signIn(lab, { variant: 'opaque' });
      const callers = [
        withToken(era, signed.accessToken),
        callerWith(urlOf(lab, 'opaque'), opaque.accessToken),
      ];
      for (const caller of callers) expect(isAllowed(await ownOrders(caller))).toBe(true);
      for (const { token } of callers) expect(await revoke(lab, token)).toBe(200);
      return allOrNone((await Promise.all(callers.map(ownOrders))).map(isAllowed));
    },
  },
  'query-token-accepted': {
    eras: ['modern'],
    shows: async () => {
      const url = `${urlOf(lab, 'modern')}?access_token=${alices.modern.token}`;
      expect((await ownOrders(callerWith(`${urlOf(lab, 'modern')}?access_token=x`, undefined))).status).toBe(
        401,
      );
      return isAllowed(await ownOrders(callerWith(url, undefined)));
    },
  },
};

test('every fault of token checks has a symptom here, and nothing else has', () => {
  const ids = TOKENS_NOT_CHECKED_FAULTS.map(({ id }) => id);
  expect(Object.keys(SYMPTOMS).toSorted()).toEqual(ids.toSorted());
});

const cases = Object.entries(SYMPTOMS).flatMap(([id, { eras = ERAS, shows }]) =>
  eras.map((era) => ({ id, era, shows })),
);

test.each(cases)('$id, $era: on, the wire shows it; off, it is gone', async ({ id, era, shows }) => {
  await meetBothWays(lab, id, () => shows(era));
});
