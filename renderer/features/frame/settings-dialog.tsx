import { DEFAULT_FORM, readSettings, type FlowSettingsForm } from '../../flow-settings-form.ts';
import { useText } from '../../i18n/messages.ts';
import { changeSettings, useTarget } from '../../target-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { openDialog } from '../../view-store.ts';
import styles from './settings-dialog.module.css';

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

/** Fields that are plain text: their labels and hints stand under their own names. */
type TextSetting = {
  [K in keyof FlowSettingsForm]: string extends FlowSettingsForm[K] ? K : never;
}[keyof FlowSettingsForm];

const HINTS = {
  clientId: 'clientIdHint',
  accessToken: 'accessTokenHint',
  clientSecret: 'clientSecretHint',
  privateKey: 'privateKeyHint',
  clientMetadataUrl: 'clientMetadataUrlHint',
  clientIssuer: 'clientIssuerHint',
  scope: 'scopeHint',
  authorizationServer: 'authorizationServerHint',
  resource: 'resourceHint',
  extraAuthorizationParameters: 'extraAuthorizationParametersHint',
  extraHeaders: 'extraHeadersHint',
  redirectPort: 'redirectPortHint',
  overrides: 'overridesHint',
} as const satisfies Partial<Record<TextSetting, string>>;

function SettingField({
  name,
  rows,
  secret,
  placeholder,
}: {
  readonly name: TextSetting;
  readonly rows?: number;
  readonly secret?: boolean;
  readonly placeholder?: string;
}) {
  const t = useText();
  const { form } = useTarget();
  const problem = readSettings(form).problems[name];
  const hint = name in HINTS ? HINTS[name as keyof typeof HINTS] : undefined;
  return (
    <TextField
      label={t(`settings.${name}`)}
      mono
      {...(rows === undefined ? {} : { rows })}
      {...(secret ? { type: 'password' as const } : {})}
      {...(placeholder === undefined ? {} : { placeholder })}
      hint={hint === undefined ? undefined : t(`settings.${hint}`)}
      error={problem ? t(`settings.problem.${problem.problem}`, problem.values) : undefined}
      value={form[name]}
      onChange={(value) => changeSettings({ [name]: value })}
    />
  );
}

/** Every setting of a flow that does not stand in the target bar. */
export function SettingsDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const t = useText();
  const { form } = useTarget();
  return (
    <Dialog
      title={t('settings.title')}
      isOpen={isOpen}
      onClose={onClose}
      wide
      footer={
        <>
          <span className={styles.note}>{t('settings.note')}</span>
          <Button
            onPress={() =>
              changeSettings({
                ...DEFAULT_FORM,
                revision: form.revision,
                registration: form.registration,
              })
            }
          >
            {t('settings.reset')}
          </Button>
          <Button look="primary" onPress={() => openDialog(undefined)}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <div className={styles.grid}>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>{t('settings.client')}</legend>
          <Select
            label={t('settings.grant')}
            options={(['authorization_code', 'client_credentials', 'token', 'none'] as const).map((id) => ({
              id,
              title: t(`settings.grantOption.${id}`),
            }))}
            selected={form.grant}
            onSelect={(grant) => changeSettings({ grant })}
          />
          {form.grant === 'token' ? <SettingField name="accessToken" secret /> : null}
          <SettingField name="clientId" />
          <SettingField name="clientSecret" secret />
          <Select
            label={t('settings.clientAuth')}
            options={[
              { id: '' as const, title: t('settings.clientAuthDefault') },
              ...AUTH_METHODS.map((id) => ({ id, title: id })),
            ]}
            selected={form.clientAuth}
            onSelect={(clientAuth) => changeSettings({ clientAuth })}
          />
          <SettingField name="privateKey" rows={2} />
          <SettingField name="signingAlgorithm" placeholder="ES256" />
          <SettingField name="clientIssuer" />
          <SettingField name="clientMetadataUrl" />
        </fieldset>
        <div className={styles.group}>
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{t('settings.authorization')}</legend>
            <SettingField name="scope" />
            <SettingField name="authorizationServer" />
            <SettingField name="resource" />
            <Select
              label={t('settings.prompt')}
              options={(['', 'login', 'select_account'] as const).map((id) => ({
                id,
                title: id === '' ? t('settings.promptNone') : id,
              }))}
              selected={form.prompt}
              onSelect={(prompt) => changeSettings({ prompt })}
            />
            <SettingField name="extraAuthorizationParameters" rows={2} />
          </fieldset>
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{t('settings.redirect')}</legend>
            <Select
              label={t('settings.login')}
              options={(['browser', 'auto', 'print'] as const).map((id) => ({
                id,
                title: t(`settings.loginOption.${id}`),
              }))}
              selected={form.login}
              onSelect={(login) => changeSettings({ login })}
            />
            <div className={styles.pair}>
              <SettingField name="redirectPort" />
              <SettingField name="redirectPath" placeholder="/callback" />
            </div>
          </fieldset>
          <fieldset className={styles.group}>
            <legend className={styles.legend}>{t('settings.exchange')}</legend>
            <SettingField name="extraHeaders" rows={2} />
            <SettingField name="overrides" rows={2} />
            <div className={styles.pair}>
              <SettingField name="timeout" />
              <SettingField name="bodyLimit" />
            </div>
          </fieldset>
        </div>
      </div>
    </Dialog>
  );
}
