import type { Fault } from './fault.ts';

const STAGE = { stage: 'mcp', refuses: false, shownBy: 'matrix' } as const;

/** Faults of answers that are right for one caller and reach another. @see MCP 2026-07-28, server/utilities/caching; CWE-204, CWE-362 */
export const ANSWER_FAULTS: readonly Fault[] = [
  {
    ...STAGE,
    id: 'data-in-refusal',
    title: 'A refusal that brings what it refuses',
    description: 'The words say no, and the order is in the result all the same: a model reads it.',
    // What is not there has nothing to bring along, so such a refusal also tells what exists.
    trips: ['roles/refusal-carries-data', 'roles/refusal-tells-existence'],
    policy: { defects: ['data-in-refusal'] },
  },
  {
    ...STAGE,
    id: 'existence-oracle',
    title: 'A refusal that tells too much',
    description: 'Not yours and not there are two answers: trying numbers shows which orders exist.',
    trips: ['roles/refusal-tells-existence'],
    policy: { defects: ['existence-oracle'] },
  },
  {
    ...STAGE,
    id: 'cache-shared',
    title: 'One cache for everybody',
    description: 'Answers are remembered by tool and arguments: the second caller gets those of the first.',
    trips: ['roles/over-permissive', 'roles/same-data'],
    policy: { defects: ['cache-shared'] },
  },
  {
    ...STAGE,
    id: 'cache-scope-wrong',
    title: 'Personal answers marked public',
    description:
      'cacheScope says public, so a gateway may give one person’s answer to the next (2026-07-28).',
    trips: ['roles/shared-cache'],
    policy: { defects: ['cache-scope-wrong'] },
  },
  {
    ...STAGE,
    id: 'caller-mixed-up',
    title: 'Two callers at once',
    description:
      'The server keeps one note of who is calling. Alone everybody is right; at once, people swap orders.',
    trips: ['roles/answers-mixed'],
    policy: { defects: ['caller-mixed-up'] },
  },
];
