import { useState } from 'react';
import { ASKED_ANEW, SIMULATIONS, type Simulation } from '../../../../shared/identity/identity.ts';
import { SIMULATION_WORDS } from '../../../../shared/identity/simulations.ts';
import type { IdentityName } from '../../../../shared/trace/event.ts';
import { useText } from '../../../i18n/messages.ts';
import { useSession } from '../../../session-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { ClauseLinks } from '../../../ui/clause-links.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import line from '../../../ui/line.module.css';
import { useAsk } from '../../../use-ask.ts';
import { useRolesText } from '../roles-messages.ts';
import { OriginSelect } from './origin-select.tsx';
import { simulatedDefinition } from './identity-form.ts';
import styles from './identity-dialog.module.css';
import { hasToken, simulatedSettings, type Asked } from './simulated-form.ts';
import { SimulationFields } from './simulation-fields.tsx';
import { useSimulationText } from './simulation-messages.ts';

/** Ticked from the start: they need nobody to sign in again and nobody else. */
const USUAL = SIMULATIONS.filter((how) => !ASKED_ANEW.includes(how) && how !== 'foreign-session');

/** Adds simulated callers, several at once. */
export function SimulatedDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const r = useRolesText();
  const words = useSimulationText();
  const ask = useAsk();
  const { id, trace, identities } = useSession();
  const live = identities.filter(hasToken);
  const [fromName, setFrom] = useState<IdentityName | undefined>(
    () => (live.find(({ token }) => token !== undefined) ?? live[0])?.definition.name,
  );
  const [ticked, setTicked] = useState<readonly Simulation[]>(USUAL);
  const [other, setOther] = useState<IdentityName>();
  const [asked, setAsked] = useState<Asked>({ resource: '', scope: '' });
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

  const add = async () => {
    if (id === undefined || from === undefined) return;
    setBusy(true);
    const taken = identities.map(({ definition }) => definition.name);
    const like = trace.settingsOf(from.name) ?? trace.session(from.name).settings;
    for (const how of chosen) {
      const definition = simulatedDefinition(
        from,
        how,
        words(`${how}.title`),
        taken,
        how === 'foreign-session' ? lender?.name : undefined,
      );
      const settings = simulatedSettings(how, asked, like);
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
          <OriginSelect live={live} selected={from.name} onSelect={setFrom} />
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
                <p>{words(`${how}.made`)}</p>
                <p className={styles.right}>
                  {r('simulate.right')} {words(`${how}.right`)}
                </p>
                {chosen.includes(how) || (how === 'foreign-session' && lender === undefined) ? (
                  <SimulationFields
                    how={how}
                    asked={asked}
                    others={others}
                    other={lender?.name}
                    onChange={({ other: lent, ...change }) => {
                      if (lent !== undefined) setOther(lent);
                      setAsked({ ...asked, ...change });
                    }}
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
  const words = useSimulationText();
  return (
    <div className={styles.callerHead}>
      <Checkbox isSelected={isTicked || isThere} isDisabled={isDisabled || isThere} onChange={onTick}>
        <strong>{words(`${how}.title`)}</strong>
      </Checkbox>
      {isThere ? <Badge>{r('simulate.there')}</Badge> : null}
      {ASKED_ANEW.includes(how) ? <Badge tone="accent">{r('simulate.anew')}</Badge> : null}
      <span className={line.spring} />
      <ClauseLinks sources={SIMULATION_WORDS[how].sources} />
    </div>
  );
}
