import Ellipsis from 'lucide-react/icons/ellipsis';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import type { SessionAction } from '../../../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../../../shared/trace/event.ts';
import { latestText } from '../../../../shared/trace/fold.ts';
import { durationText } from '../../../duration.ts';
import { DEFAULT_FORM, formOf } from '../../../flow-settings-form.ts';
import { useText } from '../../../i18n/messages.ts';
import { useSession, useSessionStore } from '../../../session-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import line from '../../../ui/line.module.css';
import { Menu } from '../../../ui/menu.tsx';
import { SeverityMark, type Mark } from '../../../ui/severity-mark.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { useAsk } from '../../../use-ask.ts';
import { useNow } from '../../../use-now.ts';
import { goTo, select } from '../../../view-store.ts';
import { abilitiesOf } from '../../../flow/flow-abilities.ts';
import { StopPanel } from '../../flow/control/stop-panel.tsx';
import { useFlowCommands } from '../../../flow/use-flow-commands.ts';
import { choose } from '../../inspect/inspect-store.ts';
import { useRolesText, type RolesText } from '../roles-messages.ts';
import styles from './identities.module.css';
import { browserSessionOf, usesBrowser } from './identity-form.ts';
import { useSimulationText } from './simulation-messages.ts';

const MARKS: Readonly<Record<IdentityState['status'], Mark>> = {
  none: 'not-applicable',
  'signing-in': 'cannot-tell',
  ready: 'pass',
  expired: 'warning',
  refused: 'fail',
  failed: 'fail',
  'not-possible': 'not-applicable',
};

export interface IdentityRowProps {
  readonly state: IdentityState;
  readonly live: boolean;
  readonly onEdit: () => void;
}

/** One identity: who it is, how it stands, and below it the sign-in that waits for a person. */
export function IdentityRow({ state, live, onEdit }: IdentityRowProps) {
  const t = useText();
  const r = useRolesText();
  const { trace, identities } = useSession();
  const { definition, status, why, subject, sameSubjectAs } = state;
  const twin = identities.find((other) => other.definition.name === sameSubjectAs)?.definition;
  // Only where a browser was asked can it have answered for the wrong person.
  const asked = [definition, ...(twin ? [twin] : [])].some(
    ({ name, source }) => source.kind === 'flow' && usesBrowser(trace.session(name).settings),
  );
  return (
    <tbody className={styles.identity} data-identity={definition.name}>
      <tr>
        <th scope="row">
          <span className={styles.name}>
            <IdentityMark colour={definition.colour} />
            {definition.title}
            {definition.level === 'admin' ? <Badge>{r('list.level.admin')}</Badge> : null}
          </span>
          <Source state={state} live={live} />
        </th>
        <td>
          <span className={styles.status}>
            {status === 'signing-in' ? (
              <Spinner size={14} />
            ) : (
              <SeverityMark mark={MARKS[status]} shapeOnly />
            )}
            {t(`target.identityStatus.${status}`)}
          </span>
          {why === undefined ? null : <span className={styles.small}>{why}</span>}
        </td>
        <td>
          <Token state={state} />
        </td>
        <td>
          {state.scopes && state.scopes.length > 0 ? (
            <span className={styles.scopes}>{state.scopes.join(' ')}</span>
          ) : (
            <span className={line.muted}>{state.token === undefined ? '–' : r('list.noScopes')}</span>
          )}
        </td>
        <td>
          <Expiry state={state} />
        </td>
        <td className={styles.actions}>{live ? <RowActions state={state} onEdit={onEdit} /> : null}</td>
      </tr>
      {twin === undefined || subject === undefined ? null : (
        <tr>
          <td colSpan={6} className={styles.warned}>
            <SeverityMark mark="warning" shapeOnly /> {r('list.samePerson', { other: twin.title, subject })}{' '}
            {asked ? `${r('list.sameAccount')} ` : ''}
            {live && asked && definition.name !== DEFAULT_IDENTITY ? (
              <Button size="small" look="quiet" onPress={onEdit}>
                {r('list.changeSignIn')}
              </Button>
            ) : null}
          </td>
        </tr>
      )}
      <Waiting state={state} />
    </tbody>
  );
}

/** How it gets its token. */
function Source({ state: { definition }, live }: { readonly state: IdentityState; readonly live: boolean }) {
  const r = useRolesText();
  const words = useSimulationText();
  const { trace, identities } = useSession();
  const { source, name, title } = definition;
  const settings = trace.settingsOf(name) ?? trace.session(name).settings;
  const from =
    source.kind === 'simulated'
      ? identities.find((other) => other.definition.name === source.from)?.definition
      : undefined;
  const said = () => {
    if (name === DEFAULT_IDENTITY && live) return r('source.first');
    switch (source.kind) {
      case 'simulated':
        return [
          ...(title.includes(words(`${source.how}.title`)) ? [] : [words(`${source.how}.title`)]),
          r('source.simulated', { from: from?.title ?? source.from }),
        ].join(' · ');
      case 'given':
        return r('source.given');
      case 'nobody':
        return r(settings?.extraHeaders?.length ? 'source.headers' : 'source.nobody');
      default:
        return settings ? sourceOfFlow(settings, r) : r('source.flow');
    }
  };
  return <span className={styles.small}>{said()}</span>;
}

function sourceOfFlow(settings: Parameters<typeof formOf>[0], r: RolesText): string {
  if (settings.grant === 'client_credentials') return r('source.client');
  const chosen = browserSessionOf(formOf(settings, DEFAULT_FORM));
  return r(chosen === 'share' ? 'source.browser' : `source.${chosen}`);
}

/** Who the token is for, and the token by its name, which leads to Inspect. */
function Token({ state }: { readonly state: IdentityState }) {
  const r = useRolesText();
  const store = useSessionStore();
  const { trace } = useSession();
  const { definition, subject, token } = state;
  const { source } = definition;
  if (token === undefined) {
    const isMadeUp = source.kind === 'simulated' && source.how === 'malformed';
    return <span className={line.muted}>{r(isMadeUp ? 'list.madeUp' : 'list.noToken')}</span>;
  }
  const owner = source.kind === 'simulated' ? undefined : definition.name;
  // A run names the tokens of its callers, and holds none that could be inspected.
  const isRun = trace.events[0]?.kind === 'matrix';
  return (
    <>
      <span>{subject ?? <span className={line.muted}>{r('list.notSaid')}</span>}</span>
      {isRun ? <span className={styles.small}>{token}</span> : null}
      {isRun ? null : (
        <button
          type="button"
          className={styles.link}
          aria-label={r('list.inspect', { label: token })}
          onClick={() => {
            select(undefined);
            if (owner !== undefined) store.showAs(owner);
            choose(`session ${token}`);
            goTo('inspect');
          }}
        >
          {token}
        </button>
      )}
    </>
  );
}

function Expiry({ state: { expiresAt, token } }: { readonly state: IdentityState }) {
  const t = useText();
  const r = useRolesText();
  const now = useNow(expiresAt !== undefined);
  if (token === undefined) return <span className={line.muted}>–</span>;
  if (expiresAt === undefined) return <span className={line.muted}>{r('list.noExpiry')}</span>;
  const left = expiresAt - now;
  return (
    <span data-over={left <= 0 || undefined} className={styles.expiry}>
      {r(left <= 0 ? 'list.expired' : 'list.expiresIn', { time: durationText(Math.abs(left), t) })}
    </span>
  );
}

function RowActions({ state, onEdit }: { readonly state: IdentityState; readonly onEdit: () => void }) {
  const r = useRolesText();
  const ask = useAsk();
  const store = useSessionStore();
  const { id, trace } = useSession();
  const { definition, status } = state;
  const { name, source, title } = definition;
  const session = trace.session(name);
  const whose = { session: id ?? '', identity: name };
  const signsIn = source.kind !== 'simulated' || session.settings !== undefined || status === 'none';
  const begin = r(source.kind === 'nobody' || source.kind === 'given' ? 'act.start' : 'act.signIn');
  const act = (action: SessionAction) => void ask('session.act', { ...whose, action });
  const entries = [
    {
      id: 'again',
      title: r('act.signInAgain'),
      isDisabled: status === 'signing-in' || !signsIn,
      run: () => void ask('identity.sign-in', whose),
    },
    {
      id: 'refresh',
      title: r('act.refresh'),
      isDisabled: status === 'signing-in' || latestText(session, 'refresh_token') === undefined,
      run: () => act({ kind: 'refresh' }),
    },
    {
      id: 'out',
      title: r('act.signOut'),
      isDisabled: status === 'signing-in' || latestText(session, 'access_token') === undefined,
      run: () => act({ kind: 'sign-out' }),
    },
    {
      id: 'flow',
      title: r('act.showFlow'),
      isDisabled: session.events.length === 0,
      run: () => {
        select(undefined);
        store.showAs(name);
        goTo('flow');
      },
    },
    {
      id: 'edit',
      title: r('act.edit'),
      isDisabled: status === 'signing-in',
      run: onEdit,
    },
    {
      id: 'remove',
      title: r('act.remove'),
      danger: true,
      isDisabled: name === DEFAULT_IDENTITY,
      run: () => void ask('identity.remove', whose),
    },
  ];
  return (
    <>
      {status === 'signing-in' ? (
        <Button size="small" onPress={() => void ask('session.cancel', whose)}>
          {r('act.cancel')}
        </Button>
      ) : status === 'ready' || !signsIn ? null : (
        <Button
          size="small"
          aria-label={r('act.whose', { act: begin, name: title })}
          onPress={() => void ask('identity.sign-in', whose)}
        >
          {begin}
        </Button>
      )}
      <Menu label={r('act.more', { name: title })} entries={entries}>
        <IconButton size="small" label={r('act.more', { name: title })}>
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      </Menu>
    </>
  );
}

/** What its flow asks of the person: the link of a sign-in, which server to choose, a client. */
function Waiting({ state: { definition, status } }: { readonly state: IdentityState }) {
  const { trace, summary } = useSession();
  const commands = useFlowCommands(definition.name);
  const session = trace.session(definition.name);
  if (status !== 'signing-in' || !session.question) return null;
  return (
    <tr>
      <td colSpan={6} className={styles.waiting}>
        <StopPanel session={session} abilities={abilitiesOf(session, summary)} commands={commands} />
      </td>
    </tr>
  );
}
