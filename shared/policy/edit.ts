// What may be changed of a policy, piece by piece. Knows nothing of the document: screens send these.

import { z } from 'zod';
import { ACCESS_LEVELS } from '../identity/identity.ts';
import { MOST_AT_ONCE, ROW_KINDS } from '../matrix/matrix.ts';

const subject = { kind: z.enum(ROW_KINDS), name: z.string() };

/** One change of a policy, as a screen sends it. */
export const policyEdit = z.discriminatedUnion('edit', [
  /** What should come of one cell; `null` goes back to what the level says. */
  z.object({
    edit: z.literal('expectation'),
    ...subject,
    set: z.string().optional(),
    identity: z.string(),
    expect: z.enum(['allow', 'deny', 'unknown']).nullable(),
    why: z.string().max(300).optional(),
  }),
  /** Who may call it; `null` leaves it to be guessed. */
  z.object({ edit: z.literal('level'), ...subject, level: z.enum(ACCESS_LEVELS).nullable() }),
  /** Whether a run over all rows may call it although it changes something. */
  z.object({ edit: z.literal('consent'), ...subject, consent: z.boolean() }),
  /** Scopes that a token needs for it; an empty text for none that is known. */
  z.object({ edit: z.literal('scope'), ...subject, scope: z.string() }),
  /** A set of arguments, new or in place of the one of that name; `null` takes it out. */
  z.object({
    edit: z.literal('arguments'),
    set: z.string().regex(/^[\w-]{1,40}$/, 'use up to 40 letters, digits, - and _'),
    value: z
      .object({
        owner: z.string().optional(),
        value: z.record(z.string(), z.unknown()),
        for: z.array(z.string()).min(1),
      })
      .nullable(),
  }),
  z.object({
    edit: z.literal('run'),
    concurrency: z.number().int().min(1).max(MOST_AT_ONCE).optional(),
    rate: z.number().min(0).max(1000).optional(),
    existence: z.boolean().optional(),
  }),
]);
export type PolicyEdit = z.infer<typeof policyEdit>;
