import Command from 'lucide-react/icons/command';
import Download from 'lucide-react/icons/download';
import Play from 'lucide-react/icons/play';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { useEffect, useState } from 'react';
import { REVISIONS } from '../../../shared/protocol/revision.ts';
import { useActions } from '../../actions.ts';
import { changedFields, formOf, readSettings } from '../../flow-settings-form.ts';
import { useText } from '../../i18n/messages.ts';
import { chordFor } from '../../keymap.ts';
import { useSession } from '../../session-store.ts';
import { TargetForm } from '../../target-form.tsx';
import { changeSettings, targetStore, typeUrl, useOpenTarget, useTarget } from '../../target-store.ts';
import { useSaveTrace } from '../../trace-file.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Select } from '../../ui/select.tsx';
import { useAsk } from '../../use-ask.ts';
import { goTo, openDialog, select } from '../../view-store.ts';
import { IdentitySelect } from './identity-select.tsx';
import styles from './target-bar.module.css';

const REGISTRATIONS = ['auto', 'preregistered', 'cimd', 'dcr'] as const;

/** The target and how the flow is run; the same in every room. */
export function TargetBar() {
  const t = useText();
  const ask = useAsk();
  const open = useOpenTarget();
  const saveTrace = useSaveTrace();
  const { id, identity, session, summary } = useSession();
  const { url, form, asked } = useTarget();
  const [starting, setStarting] = useState(false);
  const { target, settings } = session;

  // A session that comes on screen brings its target and settings along.
  useEffect(() => {
    if (target === undefined || settings === undefined) return;
    targetStore.setState((state) => ({ url: target, form: formOf(settings, state.form), asked: false }));
  }, [target, settings]);

  // A saved session cannot go on, so its target is opened anew.
  const again = id !== undefined && summary?.live === true && url.trim() === target;

  const start = async () => {
    const { settings, secrets, problems } = readSettings(form);
    setStarting(true);
    if (!again || Object.keys(problems).length > 0) {
      await open(url);
    } else {
      select(undefined);
      goTo('flow');
      await ask('session.restart', { session: id, identity, settings, ...(secrets ? { secrets } : {}) });
    }
    setStarting(false);
  };

  useActions([
    {
      id: 'target.start',
      title: again ? t('target.restart') : t('target.start'),
      group: t('group.target'),
      enabled: !starting,
      run: () => void start(),
    },
    {
      id: 'target.settings',
      title: t('target.settings'),
      group: t('group.target'),
      run: () => openDialog('settings'),
    },
  ]);

  const changed = changedFields(form);
  return (
    <div className={styles.wrap}>
      <TargetForm
        url={url}
        onType={typeUrl}
        asked={asked}
        onSubmit={() => void start()}
        className={styles.bar}
        fieldClassName={styles.url}
      >
        <div className={styles.selects}>
          <Select
            label={t('target.revision')}
            hideLabel
            quiet
            options={[
              { id: 'auto', title: t('target.revisionAuto') },
              ...[...REVISIONS].reverse().map((revision) => ({ id: revision, title: revision })),
            ]}
            selected={form.revision}
            onSelect={(revision) => changeSettings({ revision })}
          />
          <Select
            label={t('target.registration')}
            hideLabel
            quiet
            options={REGISTRATIONS.map((id) => ({ id, title: t(`target.registrationOption.${id}`) }))}
            selected={form.registration}
            onSelect={(registration) => changeSettings({ registration })}
          />
          <IdentitySelect />
        </div>
        <div className={styles.end}>
          <span className={styles.settings}>
            <IconButton
              label={changed === 0 ? t('target.settings') : t('target.settingsChanged', { count: changed })}
              placement="bottom"
              onPress={() => openDialog('settings')}
            >
              <SlidersHorizontal size={16} aria-hidden />
            </IconButton>
            {changed === 0 ? null : <span className={styles.changed} />}
          </span>
          <Button
            type="submit"
            busy={starting}
            icon={again ? <RotateCcw size={14} aria-hidden /> : <Play size={14} aria-hidden />}
          >
            {again ? t('target.restart') : t('target.start')}
          </Button>
          <IconButton
            label={t('key.app.save-trace')}
            chord={chordFor('app.save-trace')}
            placement="bottom"
            isDisabled={saveTrace === undefined}
            onPress={() => void saveTrace?.()}
          >
            <Download size={16} aria-hidden />
          </IconButton>
          <IconButton
            label={t('frame.commands')}
            chord={chordFor('app.commands')}
            placement="bottom"
            onPress={() => openDialog('commands')}
          >
            <Command size={16} aria-hidden />
          </IconButton>
        </div>
      </TargetForm>
      {summary?.busy === true ? (
        <div className={styles.progress}>
          <Progress label={t('common.loading')} />
        </div>
      ) : null}
    </div>
  );
}
