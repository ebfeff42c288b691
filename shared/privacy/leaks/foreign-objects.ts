// Data out of somebody's object in another's hands. What a run of the matrix says belongs to alice, and alice alone was
// given, is alice's data, also where nothing in it names her. What stands in the objects of several is of the shop.

import type { IdentityState } from '../../identity/identity.ts';
import type { EventId } from '../../trace/event.ts';
import type { AskedObject } from './asked-objects.ts';
import { mayBeOne } from './asked-objects.ts';
import type { KnownIdentity } from './known-identities.ts';
import type { Sighting } from './sighting.ts';
import type { Stray } from './whose.ts';
import { isNamed, personalData } from './whose.ts';

/** Who was given the data out of what is their own, each person once, and where first. */
interface Holder {
  readonly person: IdentityState;
  readonly own: Sighting;
}

/** Why a stray is none for certain; `undefined` when it is. */
function doubtOf(
  { expect, guessed, shape }: AskedObject,
  owner: IdentityState,
  asked: Iterable<AskedObject>,
): Stray['doubt'] {
  if (guessed) return 'guessed';
  if (expect !== 'deny') return 'not-said';
  for (const other of asked) {
    if (!other.given || other.shape !== shape || !other.owner) continue;
    if (mayBeOne(other.owner, other.reader) && !mayBeOne(other.owner, owner)) return undefined;
  }
  return 'nothing-to-compare';
}

/** Finds the personal data of a run's objects that reached somebody else than their owner. */
export function findForeignObjects(
  sightings: readonly Sighting[],
  identities: readonly KnownIdentity[],
  asked: ReadonlyMap<EventId, AskedObject>,
): Stray[] {
  if (asked.size === 0) return [];
  const byName = new Map(identities.map((identity) => [identity.name, identity]));
  const personal = personalData(sightings).flatMap((sighting) => {
    const object = asked.get(sighting.evidence.event);
    return object ? [{ sighting, object }] : [];
  });
  const holders = new Map<string, Holder[]>();
  /** Data of objects that are nobody's. */
  const common = new Set<string>();
  for (const { sighting, object } of personal) {
    const { owner, reader } = object;
    if (!owner) common.add(sighting.secret);
    // Administrators are given what is everybody's when they ask for their own.
    else if (mayBeOne(owner, reader) && reader.definition.level !== 'admin') {
      const known = holders.get(sighting.secret) ?? [];
      if (!known.some(({ person }) => mayBeOne(person, owner)))
        holders.set(sighting.secret, [...known, { person: owner, own: sighting }]);
    }
  }
  return personal.flatMap(({ sighting, object }): Stray[] => {
    const { owner, reader, expect } = object;
    const [holder, another] = holders.get(sighting.secret) ?? [];
    if (!owner || !holder || another || common.has(sighting.secret) || sighting.echoed) return [];
    if (mayBeOne(owner, reader) || !mayBeOne(holder.person, owner) || expect === 'allow') return [];
    const [mine, theirs] = [byName.get(reader.definition.name), byName.get(holder.person.definition.name)];
    if (!mine || !theirs || mine.admin || isNamed(mine, sighting)) return [];
    const doubt = doubtOf(object, owner, asked.values());
    return [{ sighting, owner: theirs, own: holder.own, ...(doubt === undefined ? {} : { doubt }) }];
  });
}
