import { useState } from 'react';
import type { MethodInput } from '../../../../shared/contract.ts';
import {
  ASKED_ANEW,
  SIMULATIONS,
  type IdentityDefinition,
  type IdentityState,
  type Simulation,
} from '../../../../shared/identity/identity.ts';
import { SIMULATION_WORDS } from '../../../../shared/identity/simulations.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import { DEFAULT_FORM, formOf, readSettings } from '../../../flow-settings-form.ts';
import { useText } from '../../../i18n/messages.ts';
import { useSession } from '../../../session-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import line from '../../../ui/line.module.css';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useAsk } from '../../../use-ask.ts';
import { useRolesText } from '../roles-messages.ts';
import { simulatedDefinition } from './identity-form.ts';
import styles from './identity-dialog.module.css';

/** Ticked from the start: they need nobody to sign in again and nobody else. */
const USUAL = SIMULATIONS.filter((how) => !ASKED_ANEW.includes(how) && how !== 'foreign-session');

/** Somebody who has, or may get, a token of their own. */
function isLive({ definition }: IdentityState): boolean {
  return definition.source.kind === 'flow' || definition.source.kind === 'given';
}

/** Adds simulated callers, several at once. */
export function SimulatedDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const r = useRolesText();
  const ask = useAsk();
  const { id, trace, identities } = useSession();
  const live = identities.filter(isLive);
  const [fromName, setFrom] = useState<IdentityName | undefined>(
    () => (live.find(({ token }) => token !== undefined) ?? live[0])?.definition.name,
  );
  const [ticked, setTicked] = useState<readonly Simulation[]>(USUAL);
  const [other, setOther] = useState<IdentityName>();
  const [resource, setResource] = useState('');
  const [scope, setScope] = useState('');
  const [busy, setBusy] = useState(false);

  const from = live.find(({ definition }) => definition.name === fromName)?.definition;
  const others = live
    .filter(({ definition }) => definition.name !== fromName)
    .map(({ definition }) => definition);
  const lender = others.find(({ name }) => name === other) ?? others[0];
  const there = new Set(
    identities.flatMap(({ definition: { source } }) =>
      source.kind === 'simulated' && source.from === fromName ? [source.how] : [],
    ),
  );
  const chosen = SIMULATIONS.filter(
    (how) => ticked.includes(how) && !there.has(how) && (how !== 'foreign-session' || lender !== undefined),
  );

  /** Only what differs from the identity it comes from needs settings of its own. */
  const settingsOf = (how: Simulation): MethodInput<'identity.save'>['settings'] => {
    const change = how === 'wrong-audience' ? { resource } : how === 'scope-removed' ? { scope } : undefined;
    if (
      from === undefined ||
      change === undefined ||
      Object.values(change).every((text) => text.trim() === '')
    )
      return undefined;
    const like = trace.settingsOf(from.name) ?? trace.session(from.name).settings;
    return like && readSettings({ ...formOf(like, DEFAULT_FORM), ...change }).settings;
  };

  const add = async () => {
    if (id === undefined || from === undefined) return;
    setBusy(true);
    const taken = identities.map(({ definition }) => definition.name);
    for (const how of chosen) {
      const definition = simulatedDefinition(
        from,
        how,
        SIMULATION_WORDS[how].title,
        taken,
        how === 'foreign-session' ? lender?.name : undefined,
      );
      const settings = settingsOf(how);
      taken.push(definition.name);
      const saved = await ask('identity.save', {
        session: id,
        definition,
        ...(settings ? { settings } : {}),
      });
      if (!saved) break;
    }
    setBusy(false);
    onClose();
  };

  return (
    <Dialog
      title={r('simulate.title')}
      isOpen
      onClose={onClose}
      wide
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            busy={busy}
            isDisabled={from === undefined || chosen.length === 0}
            onPress={() => void add()}
          >
            {r('simulate.add', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{r('simulate.text')}</p>
        {from === undefined ? (
          <p className={styles.hint}>{r('simulate.none')}</p>
        ) : (
          <Select
            label={r('simulate.from')}
            options={live.map(({ definition: { name, title, colour }, status }) => ({
              id: name,
              title,
              mark: <IdentityMark colour={colour} />,
              detail: t(`target.identityStatus.${status}`),
            }))}
            selected={from.name}
            onSelect={setFrom}
          />
        )}
        <ul className={styles.callers}>
          {SIMULATIONS.map((how) => (
            <li key={how} className={styles.caller}>
              <SimulationHead
                how={how}
                isThere={there.has(how)}
                isTicked={chosen.includes(how)}
                isDisabled={from === undefined || (how === 'foreign-session' && lender === undefined)}
                onTick={(on) => setTicked(on ? [...ticked, how] : ticked.filter((each) => each !== how))}
              />
              <div className={styles.callerText}>
                <p>{SIMULATION_WORDS[how].made}</p>
                <p className={styles.right}>
                  {r('simulate.right')} {SIMULATION_WORDS[how].right}
                </p>
                {how === 'foreign-session' && lender === undefined ? (
                  <p className={styles.hint}>{r('simulate.otherNone')}</p>
                ) : null}
                {how === 'foreign-session' && lender && chosen.includes(how) ? (
                  <LenderSelect lender={lender} others={others} onSelect={setOther} />
                ) : null}
                {how === 'wrong-audience' && chosen.includes(how) ? (
                  <TextField
                    label={r('simulate.resource')}
                    hint={r('simulate.resourceHint')}
                    mono
                    value={resource}
                    onChange={setResource}
                  />
                ) : null}
                {how === 'scope-removed' && chosen.includes(how) ? (
                  <TextField
                    label={r('simulate.scope')}
                    hint={r('simulate.scopeHint')}
                    mono
                    value={scope}
                    onChange={setScope}
                  />
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

interface SimulationHeadProps {
  readonly how: Simulation;
  readonly isThere: boolean;
  readonly isTicked: boolean;
  readonly isDisabled: boolean;
  readonly onTick: (on: boolean) => void;
}

function SimulationHead({ how, isThere, isTicked, isDisabled, onTick }: SimulationHeadProps) {
  const r = useRolesText();
  const { title, sources } = SIMULATION_WORDS[how];
  return (
    <div className={styles.callerHead}>
      <Checkbox isSelected={isTicked || isThere} isDisabled={isDisabled || isThere} onChange={onTick}>
        <strong>{title}</strong>
      </Checkbox>
      {isThere ? <Badge>{r('simulate.there')}</Badge> : null}
      {ASKED_ANEW.includes(how) ? <Badge tone="accent">{r('simulate.anew')}</Badge> : null}
      <span className={line.spring} />
      <ClauseLinks sources={sources} />
    </div>
  );
}

function LenderSelect({
  lender,
  others,
  onSelect,
}: {
  readonly lender: IdentityDefinition;
  readonly others: readonly IdentityDefinition[];
  readonly onSelect: (name: IdentityName) => void;
}) {
  const r = useRolesText();
  return (
    <Select
      label={r('simulate.other')}
      options={others.map(({ name, title, colour }) => ({
        id: name,
        title,
        mark: <IdentityMark colour={colour} />,
      }))}
      selected={lender.name}
      onSelect={onSelect}
    />
  );
}
