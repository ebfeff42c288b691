// The form of a simulated caller and what it means. Pure.

import type { MethodInput } from '../../../../shared/contract.ts';
import type {
  IdentityColour,
  IdentityDefinition,
  IdentityState,
  Simulation,
} from '../../../../shared/identity/identity.ts';
import type { FlowSettings, IdentityName } from '../../../../shared/trace/event.ts';
import { DEFAULT_FORM, formOf, readSettings } from '../../../flow-settings-form.ts';
import { shortened } from './identity-form.ts';

type Settings = MethodInput<'identity.save'>['settings'];
/** How a simulated caller is made. */
export type SimulatedSource = Extract<IdentityDefinition['source'], { kind: 'simulated' }>;

/** Somebody who has, or may get, a token of their own: others can be derived from them. */
export function hasToken({ definition }: IdentityState): boolean {
  return definition.source.kind === 'flow' || definition.source.kind === 'given';
}

/** What a simulation may ask of a person. An empty text means: as it is made by itself. */
export interface Asked {
  readonly resource: string;
  readonly scope: string;
}

/** A simulated caller as a person changes it. */
export interface SimulatedForm extends Asked {
  readonly title: string;
  readonly colour: IdentityColour;
  readonly from: IdentityName;
  readonly how: Simulation;
  /** Counts for `foreign-session` alone. */
  readonly other: IdentityName | undefined;
}

/** The flow of a simulated caller, where it differs from that of the identity it comes from (`like`). */
export function simulatedSettings(how: Simulation, asked: Asked, like: FlowSettings | undefined): Settings {
  const member = how === 'wrong-audience' ? 'resource' : how === 'scope-removed' ? 'scope' : undefined;
  if (member === undefined || like === undefined || asked[member].trim() === '') return undefined;
  return readSettings({ ...formOf(like, DEFAULT_FORM), [member]: asked[member] }).settings;
}

/** The form that shows a simulated caller. */
export function formOfSimulated(
  { title, colour }: IdentityDefinition,
  { how, from, other }: SimulatedSource,
  own: FlowSettings | undefined,
): SimulatedForm {
  return {
    title,
    colour,
    from,
    how,
    other,
    resource: how === 'wrong-audience' ? (own?.resource ?? '') : '',
    scope: how === 'scope-removed' ? (own?.scope ?? '') : '',
  };
}

/** A title that Keyhole made follows what it says; one that a person wrote stays. */
export function retitled(
  form: SimulatedForm,
  change: Partial<SimulatedForm>,
  titleOf: (form: SimulatedForm) => string,
): SimulatedForm {
  const next = { ...form, ...change };
  return form.title === titleOf(form) && change.title === undefined
    ? { ...next, title: titleOf(next) }
    : next;
}

/** What is changed, and what is known of it. */
export interface SimulatedFacts {
  readonly editing: IdentityDefinition;
  readonly source: SimulatedSource;
  readonly own: FlowSettings | undefined;
  /** The identity that the form derives it from. */
  readonly origin: IdentityDefinition | undefined;
  /** How the flow of that one runs. */
  readonly like: FlowSettings | undefined;
}

/** A simulated caller as it is to be saved. */
export interface ReadSimulated {
  readonly definition: IdentityDefinition;
  readonly settings: Settings;
  /** It is another caller than before: what the old one got holds no more. */
  readonly isAnother: boolean;
  readonly problems: { readonly title?: true; readonly resource?: true; readonly other?: true };
}

/** Reads the form. */
export function readSimulated(
  form: SimulatedForm,
  { editing, source, own, origin, like }: SimulatedFacts,
): ReadSimulated {
  const { from, how } = form;
  const other = how === 'foreign-session' ? form.other : undefined;
  const before = formOfSimulated(editing, source, own);
  const asks = how === 'wrong-audience' ? 'resource' : how === 'scope-removed' ? 'scope' : undefined;
  const isAnother =
    from !== before.from ||
    how !== before.how ||
    other !== (before.how === 'foreign-session' ? before.other : undefined) ||
    (asks !== undefined && form[asks].trim() !== before[asks]);
  const badResource = how === 'wrong-audience' && form.resource.trim() !== '' && !isUrl(form.resource);
  return {
    definition: {
      ...editing,
      title: shortened(form.title.trim()),
      colour: form.colour,
      level: origin?.level ?? editing.level,
      source: { kind: 'simulated', from, how, ...(other === undefined ? {} : { other }) },
    },
    settings: isAnother ? simulatedSettings(how, form, like) : own,
    isAnother,
    problems: {
      ...(form.title.trim() === '' ? { title: true } : {}),
      ...(badResource ? { resource: true } : {}),
      ...(how === 'foreign-session' && other === undefined ? { other: true } : {}),
    },
  };
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^/]/.test(text.trim()) && URL.canParse(text.trim());
}
