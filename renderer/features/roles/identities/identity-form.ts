// The form of an identity and what it means: a definition, the settings of its flow, and its secrets. Pure.

import type { FlowSecrets, MethodInput } from '../../../../shared/contract.ts';
import { IDENTITY_COLOURS } from '../../../../shared/identity/identity.ts';
import type { IdentityColour, IdentityDefinition, Simulation } from '../../../../shared/identity/identity.ts';
import { CALLERS_OWN } from '../../../../shared/matrix/matrix.ts';
import type { FlowSettings, IdentityName } from '../../../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../../../shared/trace/event.ts';
import {
  formOf,
  readSettings,
  type FlowSettingsForm,
  type ReadSettings,
} from '../../../flow-settings-form.ts';

/** What a person may add; each asks for other things. */
export const TEMPLATES = ['person', 'nobody', 'client', 'given', 'simulated'] as const;
export type Template = (typeof TEMPLATES)[number];

/**
 * How the browser is kept from signing in the same person again: a new login or a choice of account is asked for, the
 * identity has a browser profile of its own, the link is shown for a private window, or the session of the browser is
 * shared. `auto` needs no browser.
 */
export const BROWSER_SESSIONS = ['login', 'select_account', 'profile', 'print', 'share', 'auto'] as const;
export type BrowserSession = (typeof BROWSER_SESSIONS)[number];

/** An identity as a person types it. */
export interface IdentityForm {
  readonly title: string;
  /** Empty: made from the title. */
  readonly name: string;
  readonly colour: IdentityColour;
  readonly level: IdentityDefinition['level'];
  readonly flow: FlowSettingsForm;
}

/** Longest name and title of an identity (contract). */
const LONGEST_NAME = 40;
const LONGEST_TITLE = 60;

/** A name that is free, made of a title: letters, digits, hyphens and underscores. */
export function nameFor(title: string, taken: readonly IdentityName[]): IdentityName {
  const plain =
    title
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/[^\w-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, LONGEST_NAME) || 'identity';
  const isFree = (name: IdentityName) => !taken.includes(name) && name !== CALLERS_OWN;
  if (isFree(plain)) return plain;
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`;
    const name = plain.slice(0, LONGEST_NAME - ending.length) + ending;
    if (isFree(name)) return name;
  }
}

/** A title as long as one may be; half a character at its end is none. */
export function shortened(title: string): string {
  return title.slice(0, LONGEST_TITLE).replace(/[\uD800-\uDBFF]$/, '');
}

/** The first colour that nobody has; grey is left to simulated callers. */
export function freeColour(definitions: readonly IdentityDefinition[]): IdentityColour {
  const used = new Set(definitions.map(({ colour }) => colour));
  const lively = IDENTITY_COLOURS.filter((colour) => colour !== 'grey');
  return lively.find((colour) => !used.has(colour)) ?? lively[definitions.length % lively.length] ?? 'blue';
}

/** The template by which an identity was made. */
export function templateOf({ source }: IdentityDefinition, settings: FlowSettings | undefined): Template {
  if (source.kind === 'simulated') return 'simulated';
  if (source.kind === 'given') return 'given';
  if (source.kind === 'nobody') return settings?.extraHeaders?.length ? 'given' : 'nobody';
  return settings?.grant === 'client_credentials' ? 'client' : 'person';
}

/** How the flow of a person keeps the browser's sessions apart. */
export function browserSessionOf({
  login,
  prompt,
}: Pick<FlowSettingsForm, 'login' | 'prompt'>): BrowserSession {
  if (login !== 'browser') return login;
  return prompt === '' ? 'share' : prompt;
}

/** Whether a flow with these settings asks a person in a browser. */
export function usesBrowser(settings: FlowSettings | undefined): boolean {
  return settings?.grant === 'authorization_code' && settings.login !== 'auto';
}

/** The settings that a choice of browser session means. */
export function withBrowserSession(flow: FlowSettingsForm, chosen: BrowserSession): FlowSettingsForm {
  switch (chosen) {
    case 'login':
    case 'select_account':
      return { ...flow, login: 'browser', prompt: chosen };
    case 'share':
      return { ...flow, login: 'browser', prompt: '' };
    default:
      return { ...flow, login: chosen, prompt: '' };
  }
}

/** An empty form for a template. `base` is the flow that it starts like: that of the target. */
export function newForm(
  template: Template,
  base: FlowSettingsForm,
  definitions: readonly IdentityDefinition[],
): IdentityForm {
  const fresh = { ...base, clientSecret: '', privateKey: '', accessToken: '' };
  const flow: FlowSettingsForm =
    template === 'person'
      ? withBrowserSession(
          { ...fresh, grant: 'authorization_code', extraAuthorizationParameters: '' },
          'login',
        )
      : template === 'client'
        ? { ...fresh, grant: 'client_credentials', clientAuth: 'client_secret_basic', clientId: '' }
        : template === 'given'
          ? { ...fresh, grant: 'token' }
          : fresh;
  return {
    title: '',
    name: '',
    colour: template === 'nobody' ? 'grey' : freeColour(definitions),
    level: template === 'nobody' ? 'public' : 'login',
    flow,
  };
}

/** The form that shows an identity. Secrets are not in it: what is left empty stays as it was given. */
export function formOfIdentity(
  definition: IdentityDefinition,
  settings: FlowSettings | undefined,
  base: FlowSettingsForm,
): IdentityForm {
  const { title, name, colour, level, source } = definition;
  const flow = settings ? formOf(settings, base) : base;
  const grant = source.kind === 'given' ? 'token' : flow.grant;
  return {
    title,
    name,
    colour,
    level,
    flow: { ...flow, grant, clientSecret: '', privateKey: '', accessToken: '' },
  };
}

export type IdentityProblem = 'title' | 'name' | 'taken' | 'reserved' | 'clientId' | 'secret' | 'token';

export interface ReadIdentity {
  readonly definition: IdentityDefinition;
  /** Absent: like the identity it comes from. */
  readonly settings: MethodInput<'identity.save'>['settings'] | undefined;
  readonly secrets: FlowSecrets | undefined;
  /** By the field where each stands; it can be saved only when both lists are empty. */
  readonly problems: Readonly<
    Partial<Record<'title' | 'name' | 'clientId' | 'secret' | 'token', IdentityProblem>>
  >;
  readonly flowProblems: ReadSettings['problems'];
}

/** What is known besides the form. */
export interface FormFacts {
  readonly template: Exclude<Template, 'simulated'>;
  /** Names of the other identities. */
  readonly taken: readonly IdentityName[];
  /** It is changed, not added: its name stays, and so do secrets that are left empty. */
  readonly editing: IdentityDefinition | undefined;
}

/** Reads the form of an identity that is not simulated. */
export function readIdentity(form: IdentityForm, { template, taken, editing }: FormFacts): ReadIdentity {
  const problems: { -readonly [K in keyof ReadIdentity['problems']]: ReadIdentity['problems'][K] } = {};
  const title = form.title.trim();
  if (title === '') problems.title = 'title';
  const typed = form.name.trim();
  const name = editing?.name ?? (typed === '' ? nameFor(title, taken) : typed);
  if (!/^[\w-]{1,40}$/.test(name)) problems.name = 'name';
  else if (!editing && taken.includes(name)) problems.name = 'taken';
  // Policies say so of whoever calls.
  else if (name === CALLERS_OWN) problems.name = 'reserved';

  const { flow } = form;
  const onlyHeaders = template === 'given' && flow.accessToken.trim() === '' && !keepsToken(editing);
  if (onlyHeaders && flow.extraHeaders.trim() === '') problems.token = 'token';
  if (template === 'client') {
    if (flow.clientId.trim() === '') problems.clientId = 'clientId';
    const secret = flow.clientAuth === 'private_key_jwt' ? flow.privateKey : flow.clientSecret;
    if (!editing && flow.clientAuth !== 'none' && secret.trim() === '') problems.secret = 'secret';
  }
  const read = readSettings(onlyHeaders || template === 'nobody' ? { ...flow, grant: 'none' } : flow);
  // A token that was given before stays when none is given now.
  const { accessToken: _missing, ...problemsOfFlow } = read.problems;
  const kind = template === 'nobody' || onlyHeaders ? 'nobody' : template === 'given' ? 'given' : 'flow';
  // The first identity runs as the target bar says; a caller without a token runs like the first.
  const hasSettings = name !== DEFAULT_IDENTITY && template !== 'nobody';
  return {
    definition: {
      name,
      title: shortened(title),
      colour: form.colour,
      level: template === 'nobody' ? 'public' : form.level,
      source: editing && name === DEFAULT_IDENTITY ? editing.source : { kind },
    },
    settings: hasSettings ? read.settings : undefined,
    secrets: hasSettings ? read.secrets : undefined,
    problems,
    flowProblems: hasSettings ? problemsOfFlow : {},
  };
}

const keepsToken = (editing: IdentityDefinition | undefined): boolean => editing?.source.kind === 'given';

/** The definition of a simulated caller. */
export function simulatedDefinition(
  from: IdentityDefinition,
  how: Simulation,
  words: string,
  taken: readonly IdentityName[],
  other?: IdentityName,
): IdentityDefinition {
  return {
    name: nameFor(`${from.name.slice(0, 18)}-${how}`, taken),
    title: shortened(`${from.title}: ${words}`),
    colour: 'grey',
    level: from.level,
    source: { kind: 'simulated', from: from.name, how, ...(other === undefined ? {} : { other }) },
  };
}
