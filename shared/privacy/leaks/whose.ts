// One user's data in another's hands. Said only where the trace itself knows whose it is: two callers with names of
// their own, and data that stands beside one of them or was given to its owner as such.

import type { KnownIdentity } from './known-identities.ts';
import { areOthers } from './known-identities.ts';
import type { Sighting } from './sighting.ts';
import { PERSONAL } from './sighting.ts';

/** A sighting of data that belongs to another caller. */
export interface Stray {
  readonly sighting: Sighting;
  readonly owner: KnownIdentity;
  /** Where the owner was given it; absent where the data itself names the owner. */
  readonly own?: Sighting;
  /**
   * Why it may be none. `guessed`: whose the object is. `not-said`: whether the reader may have it. `nothing-to-compare`:
   * no such object of anybody else was seen, so that it may be the same in all of them.
   */
  readonly doubt?: 'guessed' | 'not-said' | 'nothing-to-compare';
}

/** What is surely somebody's personal data. */
export function personalData(sightings: readonly Sighting[]): Sighting[] {
  return sightings.filter(
    (one) => PERSONAL.has(one.class) && one.secret !== '' && one.found?.confidence !== 'possible',
  );
}

/** True where a person's name holds one of a caller's names as a word: `bob liu` is `bob`. */
function isCalled(identity: KnownIdentity, person: string): boolean {
  if (identity.names.has(person)) return true;
  return person.split(/[^\p{L}\p{N}]+/u).some((word) => word.length > 1 && identity.names.has(word));
}

/** True where the object around the data names a caller. */
export function isNamed(identity: KnownIdentity, { named }: Sighting): boolean {
  return (
    (named.owner !== undefined && identity.names.has(named.owner)) ||
    named.persons.some((person) => isCalled(identity, person))
  );
}

/** Finds the personal data that callers were given and that is somebody else's. */
export function findStrays(sightings: readonly Sighting[], identities: readonly KnownIdentity[]): Stray[] {
  const byName = new Map(identities.map((identity) => [identity.name, identity]));
  const personal = personalData(sightings);
  /** What each caller was given as its own, by the data. */
  const owns = new Map<string, Map<string, Sighting>>();
  for (const one of personal) {
    const identity = byName.get(one.identity);
    if (!identity || !isNamed(identity, one)) continue;
    const mine = owns.get(one.identity) ?? new Map<string, Sighting>();
    if (!mine.has(one.secret)) mine.set(one.secret, one);
    owns.set(one.identity, mine);
  }
  return personal.flatMap((sighting) => {
    const reader = byName.get(sighting.identity);
    if (!reader || reader.admin || sighting.echoed) return [];
    if (isNamed(reader, sighting) || owns.get(reader.name)?.has(sighting.secret) === true) return [];
    for (const owner of identities) {
      if (!areOthers(owner, reader)) continue;
      const own = owns.get(owner.name)?.get(sighting.secret);
      if (own) return [{ sighting, owner, own }];
      const { owner: named } = sighting.named;
      if (named !== undefined && owner.names.has(named)) return [{ sighting, owner }];
    }
    return [];
  });
}
