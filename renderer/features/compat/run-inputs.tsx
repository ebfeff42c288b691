import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal';
import { Fragment } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Url } from '../../ui/url.tsx';
import { openDialog } from '../../view-store.ts';
import { useCompatText } from './compat-messages.ts';
import styles from './compat-room.module.css';
import { compatStore } from './compat-store.ts';
import { NOBODY, type CompatInputs } from './use-compat-inputs.ts';

/** What the next run would use, and what it lacks. */
export function RunInputs({ inputs }: { readonly inputs: CompatInputs }) {
  const c = useCompatText();
  const { form, lab, identity, fromLab } = inputs;
  return (
    <div className={styles.used}>
      <dl className={styles.inputs} aria-label={c('used')}>
        <dt>{c('signIn')}</dt>
        <dd>
          {form.grant === 'client_credentials' ? (
            c('signInNone')
          ) : lab && identity !== undefined ? (
            <Select
              label={c('signIn')}
              hideLabel
              className={styles.identity ?? ''}
              options={[
                ...lab.identities.map(({ id, name }) => ({ id, title: c('signInAs', { name }) })),
                { id: NOBODY, title: c('signInNobody') },
              ]}
              selected={identity}
              onSelect={(identity) => compatStore.setState({ identity })}
            />
          ) : (
            c('signInPerson')
          )}
        </dd>
        {(['clientId', 'clientMetadataUrl'] as const).map((name) => (
          <Fragment key={name}>
            <dt>{c(name)}</dt>
            <dd>
              {form[name] === '' ? (
                <span className={styles.quiet}>{c('notGiven')}</span>
              ) : (
                <>
                  <code>
                    <Url text={form[name]} />
                  </code>
                  {fromLab[name] ? <Badge>{c('fromLab')}</Badge> : null}
                </>
              )}
            </dd>
          </Fragment>
        ))}
      </dl>
      <Button
        size="small"
        look="quiet"
        icon={<SlidersHorizontal size={13} aria-hidden />}
        className={styles.settings ?? ''}
        onPress={() => openDialog('settings')}
      >
        {c('settings')}
      </Button>
    </div>
  );
}
