import type { Caller } from './caller.ts';

/** Who may call a tool, read a resource or get a prompt, from everybody to administrators. */
export type AccessLevel = 'public' | 'login' | 'owner' | 'admin';

const LETS_THROUGH: Readonly<Record<AccessLevel, (caller: Caller | undefined) => boolean>> = {
  public: () => true,
  // Somebody unknown may sign in yet, and does so only for what is shown.
  login: () => true,
  // A machine that signed in for itself owns nothing.
  owner: (caller) => caller?.role !== 'service',
  admin: (caller) => caller?.role === 'admin',
};

/**
 * Whether this caller may ever get through, and so is shown the thing in a list. A missing token or scope hides nothing:
 * it can be asked for, and only somebody who knows of the tool will do so.
 */
export function mayEver(level: AccessLevel, caller: Caller | undefined): boolean {
  return LETS_THROUGH[level](caller);
}
