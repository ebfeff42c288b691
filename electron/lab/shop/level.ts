import type { Caller } from './caller.ts';

/** Who may call a tool, read a resource or get a prompt, from everybody to administrators. */
export type AccessLevel = 'public' | 'login' | 'owner' | 'admin';

const LETS_THROUGH: Readonly<Record<AccessLevel, (caller: Caller | undefined) => boolean>> = {
  public: () => true,
  login: (caller) => caller !== undefined,
  // A machine that signed in for itself owns nothing.
  owner: (caller) => caller !== undefined && caller.role !== 'service',
  admin: (caller) => caller?.role === 'admin',
};

/**
 * Whether this caller may ever get through, and so is shown the thing in a list. A missing scope hides nothing: the
 * token can be stepped up, and only somebody who knows of the tool will do so.
 */
export function mayEver(level: AccessLevel, caller: Caller | undefined): boolean {
  return LETS_THROUGH[level](caller);
}
