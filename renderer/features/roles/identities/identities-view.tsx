import ChevronDown from 'lucide-react/icons/chevron-down';
import { useState } from 'react';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import { useActions } from '../../../actions.ts';
import { useSession } from '../../../session-store.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import line from '../../../ui/line.module.css';
import { Menu } from '../../../ui/menu.tsx';
import { useAsk } from '../../../use-ask.ts';
import { useRolesText } from '../roles-messages.ts';
import { withSentToken } from '../sent-token.ts';
import styles from './identities.module.css';
import { IdentityDialog, type FormTemplate } from './identity-dialog.tsx';
import { TEMPLATES, type Template } from './identity-form.ts';
import { IdentityRow } from './identity-row.tsx';
import { useLabPeople } from './lab-people.ts';
import { SimulatedDialog } from './simulated-dialog.tsx';
import { SimulatedEditDialog } from './simulated-edit-dialog.tsx';
import type { SimulatedSource } from './simulated-form.ts';
import { SecretsNote } from './secrets-note.tsx';

type Open =
  | { readonly kind: 'form'; readonly template: FormTemplate; readonly editing: IdentityState | undefined }
  | { readonly kind: 'simulated' }
  | { readonly kind: 'simulated-edit'; readonly editing: IdentityState; readonly source: SimulatedSource };

/** Who calls: every identity of the session, how each stands, and what can be done with it. */
export function IdentitiesView() {
  const r = useRolesText();
  const ask = useAsk();
  const { id, identities, summary } = useSession();
  const [open, setOpen] = useState<Open>();
  const live = summary?.live === true;
  const people = useLabPeople();
  const waiting = identities.filter(({ status }) => status === 'none' || status === 'expired');

  const add = (template: Template) =>
    setOpen(
      template === 'simulated' ? { kind: 'simulated' } : { kind: 'form', template, editing: undefined },
    );
  const edit = (editing: IdentityState) => {
    const { source } = editing.definition;
    setOpen(
      source.kind === 'simulated'
        ? { kind: 'simulated-edit', editing, source }
        : { kind: 'form', template: 'person', editing },
    );
  };
  const signInAll = () => {
    if (id === undefined) return;
    for (const { definition } of waiting)
      void ask('identity.sign-in', { session: id, identity: definition.name });
  };
  const additions = [
    ...TEMPLATES.map((template) => ({
      id: `roles.add-${template}`,
      title: r(`add.${template}`),
      run: () => add(template),
    })),
    ...people.map((person) => ({
      id: `roles.add-lab-${person.id}`,
      title: r('add.labAs', { name: person.name }),
      run: () => void person.add(),
    })),
  ];
  useActions(
    [
      ...additions.map((each) => ({ ...each, title: `${r('add.button')}: ${each.title}` })),
      { id: 'roles.sign-in-all', title: r('add.signInAll'), run: signInAll },
    ].map((action) => ({
      ...action,
      group: r('title'),
      enabled: live && (action.id !== 'roles.sign-in-all' || waiting.length > 0),
    })),
  );

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h2 className={styles.title}>{r('list.title')}</h2>
        <span className={line.spring} />
        {live && people.length > 0 ? (
          <span className={styles.people}>
            <span className={line.muted}>{r('add.lab')}</span>
            {people.map((person) => (
              <Button key={person.id} size="small" onPress={() => void person.add()}>
                {`+ ${person.name}`}
              </Button>
            ))}
          </span>
        ) : null}
        {waiting.length > 1 ? (
          <Button isDisabled={!live} onPress={signInAll}>
            {r('add.signInAll')}
          </Button>
        ) : null}
        <Menu label={r('add.button')} entries={additions}>
          <Button look="primary" isDisabled={!live} icon={<ChevronDown size={14} aria-hidden />}>
            {r('add.button')}
          </Button>
        </Menu>
      </div>
      {live && people.length > 0 ? <p className={line.muted}>{r('add.labHint')}</p> : null}
      {live ? null : <p className={line.muted}>{r('list.readOnly')}</p>}
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{r('list.identity')}</th>
            <th>{r('list.status')}</th>
            <th>{r('list.who')}</th>
            <th>{r('list.scopes')}</th>
            <th>{r('list.expires')}</th>
            <th aria-label={r('act.more', { name: '' })} />
          </tr>
        </thead>
        {identities.map((state) => (
          <IdentityRow
            key={state.definition.name}
            state={withSentToken(state)}
            live={live}
            onEdit={() => edit(state)}
          />
        ))}
      </table>
      {identities.length < 2 && live ? (
        <EmptyState
          title={r('list.alone')}
          action={<Button onPress={() => add('person')}>{r('form.addPerson')}</Button>}
        >
          {r('list.aloneText')}
        </EmptyState>
      ) : null}
      {live ? <SecretsNote /> : null}
      {open?.kind === 'simulated' ? <SimulatedDialog onClose={() => setOpen(undefined)} /> : null}
      {open?.kind === 'simulated-edit' ? (
        <SimulatedEditDialog editing={open.editing} source={open.source} onClose={() => setOpen(undefined)} />
      ) : null}
      {open?.kind === 'form' ? (
        <IdentityDialog
          key={open.editing?.definition.name ?? open.template}
          template={open.template}
          editing={open.editing}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </div>
  );
}
