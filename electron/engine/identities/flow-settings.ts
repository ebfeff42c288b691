// How the flow of an identity is to run: its own settings, or those of the identity it is like, and what its source asks.

import type { IdentityDefinition } from '../../../shared/identity/identity.ts';
import { KeyholeError } from '../../../shared/keyhole-error.ts';
import type { Revision } from '../../../shared/protocol/revision.ts';
import { scopeTokens } from '../../../shared/protocol/scope.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';

/** What the settings of an identity are made of. */
export interface SettingsSources {
  /** Given with its definition. */
  readonly own: FlowSettings | undefined;
  /** Of the identity it is derived from; for others, of the first. */
  readonly base: FlowSettings | undefined;
  readonly first: FlowSettings | undefined;
  /** Scope granted to the identity it is derived from. */
  readonly granted: string | undefined;
  /** What the first flow found the server to speak. */
  readonly revision: Revision | undefined;
  readonly target: string;
}

/** The settings of a flow. Throws `KeyholeError` when the simulation cannot be made of this identity. */
export function flowSettingsFor({ source, title }: IdentityDefinition, from: SettingsSources): FlowSettings {
  const like = from.own ?? from.base ?? from.first;
  if (!like)
    throw new KeyholeError('not-now', 'There is no flow to be like: start that of the target first.');
  // Nobody need find out again what the first flow knows; without a token it could not.
  const settings: FlowSettings =
    like.revision === 'auto' && from.revision !== undefined ? { ...like, revision: from.revision } : like;
  switch (source.kind) {
    case 'nobody':
      return { ...settings, grant: 'none' };
    case 'given':
      return { ...settings, grant: 'token' };
    case 'flow':
      return { ...settings, authorize: 'always' };
    default:
      return simulated(source.how, { ...settings, authorize: 'always' }, from, title);
  }
}

function simulated(
  how: string,
  settings: FlowSettings,
  { own, granted, target }: SettingsSources,
  title: string,
): FlowSettings {
  if (how === 'wrong-audience' && own?.resource === undefined)
    return { ...settings, resource: new URL('/keyhole/another-resource', target).href };
  if (how === 'scope-removed' && own?.scope === undefined) {
    const [first, ...others] = scopeTokens(granted ?? '').filter((scope) => scope !== 'offline_access');
    if (first === undefined || others.length === 0) {
      throw new KeyholeError(
        'not-now',
        `${title}: there is no scope to leave out, for the identity it comes from has one at most. Step that one up first, or name the scope to ask for.`,
      );
    }
    return { ...settings, scope: first };
  }
  return settings;
}
