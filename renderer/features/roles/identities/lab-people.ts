import { DEFAULT_IDENTITY } from '../../../../shared/trace/event.ts';
import { DEFAULT_FORM, formOf, readSettings } from '../../../flow-settings-form.ts';
import { useLab } from '../../../lab-state.ts';
import { useSession } from '../../../session-store.ts';
import { useAsk } from '../../../use-ask.ts';
import { freeColour, nameFor } from './identity-form.ts';
import { offeredScopes } from './offered-scopes.ts';

/** Somebody whom the running lab knows and the session does not have yet. */
export interface LabPerson {
  readonly id: string;
  readonly name: string;
  /** Defines the identity and signs it in, with everything that the person may be granted. */
  readonly add: () => Promise<void>;
}

/** The people of the lab, when the target is one of its servers. */
export function useLabPeople(): readonly LabPerson[] {
  const ask = useAsk();
  const { lab } = useLab();
  const { id, session, trace, identities } = useSession();
  const isLab = lab?.running === true && lab.variants.some(({ url }) => url === session.target);
  const like = trace.session(DEFAULT_IDENTITY).settings;
  if (!isLab || id === undefined || like === undefined) return [];

  const definitions = identities.map(({ definition }) => definition);
  const subjects = new Set(identities.map(({ subject }) => subject));
  const scope = offeredScopes(trace.session(DEFAULT_IDENTITY)).join(' ');
  return lab.identities
    .filter((person) => !subjects.has(person.id) && !definitions.some(({ name }) => name === person.id))
    .map((person) => ({
      id: person.id,
      name: person.name,
      add: async () => {
        const { settings } = readSettings({
          ...formOf(like, DEFAULT_FORM),
          grant: 'authorization_code',
          login: 'auto',
          prompt: '',
          scope,
          extraAuthorizationParameters: `login_hint=${person.id}`,
        });
        const name = nameFor(
          person.id,
          definitions.map((definition) => definition.name),
        );
        const saved = await ask('identity.save', {
          session: id,
          definition: {
            name,
            title: person.name,
            colour: freeColour(definitions),
            level: person.role === 'admin' ? 'admin' : 'login',
            source: { kind: 'flow' },
          },
          settings,
        });
        if (saved) void ask('identity.sign-in', { session: id, identity: name });
      },
    }));
}
