import type { IdentityDefinition } from '../../../shared/identity/identity.ts';

/** The title of a caller among its like: what a simulated one comes from need not be in every name. */
export function shortTitle({ title, source }: IdentityDefinition): string {
  return source.kind === 'simulated' ? title.replace(/^.*?: /, '') : title;
}
