import { setTimeout } from 'node:timers/promises';
import type { Visit } from './visit.ts';

/** Longer than two requests that are sent together are apart, shorter than a person notices. */
const LOOKUP_MILLISECONDS = 15;

/**
 * Settles whose "my" is meant. An honest shop holds on to the caller it was given. The one with the fault keeps a single
 * note of who is being served, looks the account up, and then reads the note again: right as long as nobody else called
 * meanwhile.
 */
export async function settleCaller(visit: Visit): Promise<Visit> {
  if (!visit.defects.has('caller-mixed-up')) return visit;
  await setTimeout(LOOKUP_MILLISECONDS);
  return { ...visit, caller: visit.shop.lastCaller };
}
