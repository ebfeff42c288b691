import type { FlowSettingsForm } from '../../../flow-settings-form.ts';
import { RadioGroup } from '../../../ui/radio-group.tsx';
import { useHostInfo } from '../../../use-host-info.ts';
import { useRolesText } from '../roles-messages.ts';
import styles from './identity-dialog.module.css';
import {
  BROWSER_SESSIONS,
  browserSessionOf,
  withBrowserSession,
  type BrowserSession,
} from './identity-form.ts';

export interface BrowserSessionChoiceProps {
  readonly flow: FlowSettingsForm;
  readonly onChange: (flow: FlowSettingsForm) => void;
}

/** How the sign-in of an identity is kept apart from whoever the browser has signed in already. */
export function BrowserSessionChoice({ flow, onChange }: BrowserSessionChoiceProps) {
  const r = useRolesText();
  const support = useHostInfo()?.capabilities.browserProfiles;
  const option = (id: BrowserSession) => {
    const words = { id, title: r(`form.browserOption.${id}`), detail: r(`form.browserOption.${id}Hint`) };
    if (id !== 'profile' || support === 'offered') return words;
    // Until the host has answered it is not offered, and no reason is made up.
    return support === undefined
      ? { ...words, isDisabled: true }
      : { ...words, isDisabled: true, detail: r(`form.noProfile.${support}`) };
  };
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{r('form.browser')}</legend>
      <p className={styles.hint}>{r('form.browserHint')}</p>
      <RadioGroup<BrowserSession>
        label={r('form.browser')}
        hideLabel
        options={BROWSER_SESSIONS.map(option)}
        selected={browserSessionOf(flow)}
        onSelect={(chosen) => onChange(withBrowserSession(flow, chosen))}
      />
    </fieldset>
  );
}
