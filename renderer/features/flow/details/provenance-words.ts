import type { Provenance } from '../../../../shared/trace/event.ts';
import type { FlowText } from '../flow-messages.ts';

const MADE = ['loopback-listener', 'as-requested', 'not-said'] as const;
const GIVEN = ['settings', 'chosen', 'entered', 'pasted'] as const;
const NOTES = [
  'auth-method',
  'code-flow',
  'grant',
  'json-rpc',
  'native',
  'pkce-method',
  'revision',
  'settings',
  'target',
  'token-hint',
] as const;

function isOneOf<const T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value);
}

/** Where a value came from when no exchange brought it. A word that we do not know is shown as it is. */
export function provenanceWords(from: Exclude<Provenance, { kind: 'seen' }>, t: FlowText): string {
  const { how } = from;
  if (from.kind === 'given') {
    return t('value.given', { how: isOneOf(GIVEN, how) ? t(`given.${how}`) : how });
  }
  const words = isOneOf(MADE, how) ? t(`made.${how}`) : how;
  const sources = from.from ?? [];
  return sources.length === 0
    ? t('value.made', { how: words })
    : t('value.madeFrom', { how: words, from: sources.join(', ') });
}

/** Why a part of a draft is as it is. */
export function partNote(note: string, t: FlowText): string {
  const name = note.replace(/^part\./, '');
  return isOneOf(NOTES, name) ? t(`part.${name}`) : note;
}
