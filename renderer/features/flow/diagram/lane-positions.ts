import type { Lane } from '../../../../shared/trace/event.ts';

/** Where each lane stands, in percent of the width between the gutters. The busy lanes get the room. */
export const LANE_X: Readonly<Record<Lane, number>> = {
  browser: 9,
  keyhole: 31,
  'mcp-server': 62,
  'authorization-server': 90,
};
