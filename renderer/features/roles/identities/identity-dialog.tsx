import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { IdentityState } from '../../../../shared/identity/identity.ts';
import { scopeTokens, scopeUnion } from '../../../../shared/protocol/scope.ts';
import { DEFAULT_IDENTITY } from '../../../../shared/trace/event.ts';
import { formOf, DEFAULT_FORM, type FlowSettingsForm } from '../../../flow-settings-form.ts';
import { useText } from '../../../i18n/messages.ts';
import { useSession } from '../../../session-store.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/select.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useFirstFocus } from '../../../ui/use-first-focus.ts';
import { useAsk } from '../../../use-ask.ts';
import { useRolesText } from '../roles-messages.ts';
import { BrowserSessionChoice } from './browser-session-choice.tsx';
import { ColourChoice } from './colour-choice.tsx';
import styles from './identity-dialog.module.css';
import {
  formOfIdentity,
  newForm,
  readIdentity,
  templateOf,
  type IdentityForm,
  type Template,
} from './identity-form.ts';
import { offeredScopes } from './offered-scopes.ts';

export type FormTemplate = Exclude<Template, 'simulated'>;

export interface IdentityDialogProps {
  /** What is added; ignored where somebody is edited. */
  readonly template: FormTemplate;
  readonly editing: IdentityState | undefined;
  readonly onClose: () => void;
}

const TITLES = {
  person: 'form.addPerson',
  nobody: 'form.addNobody',
  client: 'form.addClient',
  given: 'form.addGiven',
} as const;

/** Adds or changes an identity that is not simulated. */
export function IdentityDialog({ template: wanted, editing, onClose }: IdentityDialogProps) {
  const t = useText();
  const r = useRolesText();
  const ask = useAsk();
  const first = useFirstFocus();
  const { id, trace, identities } = useSession();
  const definitions = identities.map(({ definition }) => definition);
  const own = editing && trace.settingsOf(editing.definition.name);
  const [form, setForm] = useState<IdentityForm>(() => {
    const like = trace.session(DEFAULT_IDENTITY).settings;
    const base = like ? formOf(like, DEFAULT_FORM) : DEFAULT_FORM;
    return editing ? formOfIdentity(editing.definition, own, base) : newForm(wanted, base, definitions);
  });
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);

  const isFirst = editing?.definition.name === DEFAULT_IDENTITY;
  const known = editing ? templateOf(editing.definition, own) : wanted;
  const template: FormTemplate = known === 'simulated' ? 'person' : known;
  const taken = definitions.map(({ name }) => name).filter((name) => name !== editing?.definition.name);
  const read = readIdentity(form, { template, taken, editing: editing?.definition });
  const isRight = Object.keys(read.problems).length + Object.keys(read.flowProblems).length === 0;

  const set = (change: Partial<IdentityForm>) => setForm((before) => ({ ...before, ...change }));
  const setFlow = (change: Partial<FlowSettingsForm>) =>
    setForm((before) => ({ ...before, flow: { ...before.flow, ...change } }));
  const problem = (field: keyof typeof read.problems) => {
    const found = asked ? read.problems[field] : undefined;
    return found && r(`form.problem.${found}`);
  };

  const save = async (signIn: boolean) => {
    setAsked(true);
    if (!isRight || id === undefined) return;
    setBusy(true);
    const { definition, settings, secrets } = read;
    const saved = await ask('identity.save', {
      session: id,
      definition,
      ...(settings ? { settings } : {}),
      ...(secrets ? { secrets } : {}),
    });
    setBusy(false);
    if (!saved) return;
    onClose();
    // It may wait for a person; the row shows that.
    if (signIn) void ask('identity.sign-in', { session: id, identity: definition.name });
  };

  const flowField = (
    name: 'scope' | 'clientId' | 'clientSecret' | 'privateKey' | 'extraAuthorizationParameters',
    options: { readonly rows?: number; readonly hint?: string; readonly secret?: boolean } = {},
  ) => {
    const found = read.flowProblems[name];
    const required = name === 'clientId' ? problem('clientId') : undefined;
    return (
      <TextField
        label={t(`settings.${name}`)}
        mono
        {...(options.rows === undefined ? {} : { rows: options.rows })}
        {...(options.secret ? { type: 'password' as const } : {})}
        hint={options.hint}
        error={found ? t(`settings.problem.${found.problem}`, found.values) : required}
        value={form.flow[name]}
        onChange={(value) => setFlow({ [name]: value })}
      />
    );
  };

  return (
    <Dialog
      title={editing ? r('form.edit', { name: editing.definition.title }) : r(TITLES[template])}
      isOpen
      onClose={onClose}
      wide={template !== 'nobody' && !isFirst}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          {isFirst ? null : (
            <Button isDisabled={asked && !isRight} onPress={() => void save(false)}>
              {r('form.save')}
            </Button>
          )}
          <Button
            look="primary"
            busy={busy}
            isDisabled={asked && !isRight}
            onPress={() => void save(!isFirst)}
          >
            {r(
              isFirst
                ? 'form.save'
                : template === 'person' || template === 'client'
                  ? 'form.saveAndSignIn'
                  : 'form.saveAndStart',
            )}
          </Button>
        </>
      }
    >
      <Form
        className={styles.form ?? ''}
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          void save(!isFirst);
        }}
      >
        <fieldset className={styles.group}>
          <legend className={styles.legend}>{r('form.who')}</legend>
          <div className={styles.pair}>
            <TextField
              label={r('form.name')}
              inputRef={first}
              placeholder={r(`form.namePlaceholder.${template}`)}
              error={problem('title')}
              value={form.title}
              onChange={(title) => set({ title })}
            />
            <TextField
              label={r('form.id')}
              mono
              isDisabled={editing !== undefined}
              hint={editing ? undefined : r('form.idHint')}
              placeholder={read.definition.name}
              error={problem('name')}
              value={form.name}
              onChange={(name) => set({ name })}
            />
          </div>
          <div className={styles.pair}>
            <ColourChoice selected={form.colour} onSelect={(colour) => set({ colour })} />
            {template === 'nobody' ? null : (
              <Select
                label={r('form.level')}
                options={(['public', 'login', 'admin'] as const).map((id) => ({
                  id,
                  title: r(`form.levelOption.${id}`),
                }))}
                selected={form.level}
                onSelect={(level) => set({ level })}
              />
            )}
          </div>
          {isFirst ? <p className={styles.hint}>{r('form.first')}</p> : null}
        </fieldset>
        {template === 'person' && !isFirst ? (
          <>
            <BrowserSessionChoice flow={form.flow} onChange={(flow) => set({ flow })} />
            <fieldset className={styles.group}>
              <legend className={styles.legend}>{r('form.request')}</legend>
              <div className={styles.pair}>
                <div className={styles.stack}>
                  {flowField('scope', { hint: r('form.scopeHint') })}
                  <OfferedScopes scope={form.flow.scope} onChange={(scope) => setFlow({ scope })} />
                </div>
                {flowField('extraAuthorizationParameters', {
                  rows: 2,
                  hint: t('settings.extraAuthorizationParametersHint'),
                })}
              </div>
            </fieldset>
            <details className={styles.more} open={form.flow.clientId !== ''}>
              <summary>{r('form.ownClient')}</summary>
              <p className={styles.hint}>{r('form.ownClientHint')}</p>
              <div className={styles.pair}>
                {flowField('clientId')}
                {flowField('clientSecret', {
                  secret: true,
                  hint: editing ? r('form.secretKept') : t('settings.clientSecretHint'),
                })}
              </div>
            </details>
          </>
        ) : null}
        {template === 'client' ? (
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{r('form.client')}</legend>
            <div className={styles.pair}>
              {flowField('clientId')}
              <Select
                label={t('settings.clientAuth')}
                options={(
                  ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const
                ).map((id) => ({ id, title: id }))}
                selected={form.flow.clientAuth === '' ? 'client_secret_basic' : form.flow.clientAuth}
                onSelect={(clientAuth) => setFlow({ clientAuth })}
              />
            </div>
            {form.flow.clientAuth === 'none' ? null : (
              <TextField
                label={t(
                  form.flow.clientAuth === 'private_key_jwt'
                    ? 'settings.privateKey'
                    : 'settings.clientSecret',
                )}
                mono
                {...(form.flow.clientAuth === 'private_key_jwt'
                  ? { rows: 3 }
                  : { type: 'password' as const })}
                hint={editing ? r('form.secretKept') : r('form.tokenHint')}
                error={problem('secret')}
                value={
                  form.flow.clientAuth === 'private_key_jwt' ? form.flow.privateKey : form.flow.clientSecret
                }
                onChange={(value) =>
                  setFlow(
                    form.flow.clientAuth === 'private_key_jwt'
                      ? { privateKey: value }
                      : { clientSecret: value },
                  )
                }
              />
            )}
            {flowField('scope', { hint: r('form.scopeHint') })}
          </fieldset>
        ) : null}
        {template === 'given' ? (
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{r('form.secrets')}</legend>
            <TextField
              label={r('form.token')}
              mono
              type="password"
              hint={editing?.definition.source.kind === 'given' ? r('form.tokenKept') : r('form.tokenHint')}
              error={problem('token')}
              value={form.flow.accessToken}
              onChange={(accessToken) => setFlow({ accessToken })}
            />
            <TextField
              label={r('form.headers')}
              mono
              rows={3}
              placeholder="X-Api-Key: …"
              hint={r('form.headersHint')}
              error={
                read.flowProblems.extraHeaders &&
                t(
                  `settings.problem.${read.flowProblems.extraHeaders.problem}`,
                  read.flowProblems.extraHeaders.values,
                )
              }
              value={form.flow.extraHeaders}
              onChange={(extraHeaders) => setFlow({ extraHeaders })}
            />
          </fieldset>
        ) : null}
      </Form>
    </Dialog>
  );
}

/** The scopes that the metadata of the server names, a press away. */
function OfferedScopes({
  scope,
  onChange,
}: {
  readonly scope: string;
  readonly onChange: (scope: string) => void;
}) {
  const r = useRolesText();
  const { trace } = useSession();
  const chosen = scopeTokens(scope);
  const left = offeredScopes(trace.session(DEFAULT_IDENTITY)).filter((one) => !chosen.includes(one));
  if (left.length === 0) return null;
  return (
    <div className={styles.offered}>
      <span className={styles.hint}>{r('form.scopesOffered')}</span>
      {left.map((one) => (
        <Button key={one} size="small" onPress={() => onChange(scopeUnion(scope, one))}>
          {`+ ${one}`}
        </Button>
      ))}
    </div>
  );
}
