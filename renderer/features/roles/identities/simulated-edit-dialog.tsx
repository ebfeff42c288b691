import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { ASKED_ANEW, SIMULATIONS, type IdentityState } from '../../../../shared/identity/identity.ts';
import { SIMULATION_WORDS } from '../../../../shared/identity/simulations.ts';
import { useText } from '../../../i18n/messages.ts';
import { useSession } from '../../../session-store.ts';
import { Button } from '../../../ui/button.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import line from '../../../ui/line.module.css';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useFirstFocus } from '../../../ui/use-first-focus.ts';
import { useAsk } from '../../../use-ask.ts';
import { useRolesText } from '../roles-messages.ts';
import { OriginSelect } from './origin-select.tsx';
import { ColourChoice } from './colour-choice.tsx';
import styles from './identity-dialog.module.css';
import { shortened } from './identity-form.ts';
import {
  formOfSimulated,
  hasToken,
  readSimulated,
  retitled,
  type SimulatedForm,
  type SimulatedSource,
} from './simulated-form.ts';
import { SimulationFields } from './simulation-fields.tsx';
import { useSimulationText } from './simulation-messages.ts';

export interface SimulatedEditDialogProps {
  readonly editing: IdentityState;
  readonly source: SimulatedSource;
  readonly onClose: () => void;
}

/** Changes a simulated caller: whom it comes from, and what is wrong with it. */
export function SimulatedEditDialog({ editing, source, onClose }: SimulatedEditDialogProps) {
  const t = useText();
  const r = useRolesText();
  const words = useSimulationText();
  const ask = useAsk();
  const first = useFirstFocus();
  const { id, trace, identities } = useSession();
  const { definition } = editing;
  const live = identities.filter(hasToken);
  const own = trace.settingsOf(definition.name);
  const [form, setForm] = useState<SimulatedForm>(() => formOfSimulated(definition, source, own));
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);

  const others = live.map((state) => state.definition).filter(({ name }) => name !== form.from);
  const other = others.find(({ name }) => name === form.other) ?? others[0];
  const read = readSimulated(
    { ...form, other: other?.name },
    {
      editing: definition,
      source,
      own,
      origin: live.find((state) => state.definition.name === form.from)?.definition,
      like: trace.settingsOf(form.from) ?? trace.session(form.from).settings,
    },
  );
  const isRight = Object.keys(read.problems).length === 0;
  /** Its token is its own, and it has none any more. */
  const signsIn = read.isAnother && ASKED_ANEW.includes(form.how);

  const titleOf = ({ from, how }: SimulatedForm) => {
    const origin = live.find((state) => state.definition.name === from);
    return shortened(`${origin?.definition.title ?? from}: ${words(`${how}.title`)}`);
  };
  const set = (change: Partial<SimulatedForm>) => setForm(retitled(form, change, titleOf));

  const save = async (signIn: boolean) => {
    setAsked(true);
    if (!isRight || id === undefined) return;
    setBusy(true);
    const { settings } = read;
    const saved = await ask('identity.save', {
      session: id,
      definition: read.definition,
      ...(settings ? { settings } : {}),
    });
    setBusy(false);
    if (!saved) return;
    onClose();
    // It may wait for a person; the row shows that.
    if (signIn) void ask('identity.sign-in', { session: id, identity: definition.name });
  };

  return (
    <Dialog
      title={r('form.edit', { name: definition.title })}
      isOpen
      onClose={onClose}
      wide
      footer={
        <>
          {read.isAnother ? <p className={styles.footNote}>{r('simulate.another')}</p> : null}
          <span className={line.spring} />
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          {signsIn ? (
            <Button isDisabled={asked && !isRight} onPress={() => void save(false)}>
              {r('form.save')}
            </Button>
          ) : null}
          <Button
            look="primary"
            busy={busy}
            isDisabled={asked && !isRight}
            onPress={() => void save(signsIn)}
          >
            {r(signsIn ? 'form.saveAndSignIn' : 'form.save')}
          </Button>
        </>
      }
    >
      <Form
        className={styles.form ?? ''}
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          void save(signsIn);
        }}
      >
        <div className={styles.pair}>
          <OriginSelect live={live} selected={form.from} onSelect={(from) => set({ from })} />
          <Select
            label={r('simulate.how')}
            options={SIMULATIONS.map((how) => ({
              id: how,
              title: words(`${how}.title`),
              ...(ASKED_ANEW.includes(how) ? { detail: r('simulate.anew') } : {}),
            }))}
            selected={form.how}
            onSelect={(how) => set({ how })}
          />
        </div>
        <div className={styles.made}>
          <p>
            {words(`${form.how}.made`)} <ClauseLinks sources={SIMULATION_WORDS[form.how].sources} />
          </p>
          <p className={styles.right}>
            {r('simulate.right')} {words(`${form.how}.right`)}
          </p>
        </div>
        <SimulationFields
          how={form.how}
          asked={form}
          others={others}
          other={other?.name}
          resourceProblem={asked && read.problems.resource ? t('settings.problem.url') : undefined}
          onChange={set}
        />
        <div className={styles.pair}>
          <TextField
            label={r('form.name')}
            inputRef={first}
            error={asked && read.problems.title ? r('form.problem.title') : undefined}
            value={form.title}
            onChange={(title) => set({ title })}
          />
          <ColourChoice selected={form.colour} onSelect={(colour) => set({ colour })} />
        </div>
      </Form>
    </Dialog>
  );
}
