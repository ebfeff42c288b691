// What a person asks of a flow: to go on, back, elsewhere, or with something else.

import type { MethodParsed } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import type { IdentityKeeper } from '../identities/identity-keeper.ts';
import type { Handlers } from '../handlers.ts';
import type { OpenSession } from '../open-session.ts';
import type { FlowRunner } from './runner.ts';

/** What the handlers need of the engine. */
export interface FlowPorts {
  /** Throws `KeyholeError` when there is no such session. */
  readonly open: (session: string) => Promise<OpenSession>;
  /** Throws `KeyholeError` when the session can only be read. */
  readonly keeperOf: (session: string) => Promise<IdentityKeeper>;
  readonly asSettings: (settings: MethodParsed<'session.open'>['settings']) => FlowSettings;
  /** Tells the events of this turn before the answer. */
  readonly flush: (session: string) => void;
  /** Resolves when everything that was recorded can be told. */
  readonly settled: (session: string) => Promise<void>;
}

const DONE = { done: true } as const;

/** The methods that move a flow, for the engine's table. */
export function flowHandlers({ open, keeperOf, asSettings, flush, settled }: FlowPorts) {
  /** A handler that lets a runner do something and says only that it is done. */
  const onRunner =
    <I extends { session: string; identity: string }>(
      work: (runner: FlowRunner, input: I) => Promise<void> | void,
    ) =>
    async (input: I): Promise<typeof DONE> => {
      await work((await keeperOf(input.session)).runnerOf(input.identity), input);
      // What came of it is told before it is said to be done.
      await settled(input.session);
      flush(input.session);
      return DONE;
    };

  return {
    'session.step': onRunner((runner, { until }) => runner.run(until)),
    'session.cancel': onRunner(async (runner, { session }: MethodParsed<'session.cancel'>) => {
      runner.cancel();
      (await open(session)).cancelMasking();
    }),
    'session.edit': onRunner(async (runner, { session, request }: MethodParsed<'session.edit'>) => {
      // It was shown with names in the place of secrets.
      const { body, ...rest } = (await open(session)).recorded().unmask(request);
      runner.edit({ ...rest, ...(body === undefined ? {} : { body }) });
    }),
    'session.reset-draft': onRunner((runner) => runner.resetDraft()),
    'session.back': onRunner((runner) => runner.back()),
    'session.move': async ({ session, to }) => {
      const keeper = await keeperOf(session);
      await keeper.move(to);
      flush(session);
      return DONE;
    },
    'session.retry-stage': onRunner((runner, { stage }: MethodParsed<'session.retry-stage'>) =>
      runner.retryStage(stage),
    ),
    'session.restart': async ({ session, identity, settings, secrets }) => {
      const keeper = await keeperOf(session);
      const runner = keeper.runnerOf(identity);
      const { target } = keeper.sessionOf(DEFAULT_IDENTITY);
      const before = runner.session.settings;
      const wanted = settings ? asSettings(settings) : before;
      if (target === undefined || !wanted)
        throw new KeyholeError('not-now', 'There is no flow to start again.');
      keeper.keepSecrets(identity, secrets);
      await runner.start(target, wanted, secrets);
      flush(session);
      return DONE;
    },
    'session.override': onRunner((runner, { ruleId }: MethodParsed<'session.override'>) =>
      runner.override(ruleId),
    ),
    'session.breakpoints': onRunner((runner, { stages, severity }: MethodParsed<'session.breakpoints'>) =>
      runner.setBreakpoints({ stages, severity }),
    ),
    'session.answer': onRunner((runner, { answer }: MethodParsed<'session.answer'>) => {
      switch (answer.kind) {
        case 'authorization-server':
          return runner.chooseAuthorizationServer(answer.issuer);
        case 'client-information':
          return runner.giveClient(answer.clientId, answer.clientAuth, answer.secrets);
        default:
          return runner.pasteCallback(answer.url);
      }
    }),
    'session.open-browser': onRunner((runner) => runner.openBrowser()),
    'session.act': onRunner(async (runner, { session, action, send }: MethodParsed<'session.act'>) =>
      runner.act((await open(session)).recorded().unmask(action), send),
    ),
  } satisfies Partial<Handlers>;
}
