import FolderOpen from 'lucide-react/icons/folder-open';
import Save from 'lucide-react/icons/save';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useState } from 'react';
import { SENSITIVE_CLASSES, type SensitiveClass } from '../../../shared/privacy/detect/detection.ts';
import type { Recipient, RedactAction } from '../../../shared/privacy/policy/privacy-policy.ts';
import {
  ACTIONS,
  DEFAULT_PRIVACY,
  privacyPolicyOf,
  RECIPIENTS,
} from '../../../shared/privacy/policy/privacy-policy.ts';
import type { PolicyTextFault } from '../../../shared/privacy/policy-text.ts';
import { saveText } from '../../save-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classes } from '../../ui/classes.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import line from '../../ui/line.module.css';
import { Select } from '../../ui/select.tsx';
import kit from '../../ui/table.module.css';
import { useAsk } from '../../use-ask.ts';
import type { TabProps } from './lens-tab.tsx';
import { pickPolicyFile } from './pick-policy-file.ts';
import styles from './policy.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { changePolicy, privacyStore, usePrivacy } from './privacy-store.ts';
import { RuleList } from './rule-list.tsx';

/** Which class may reach whom and what is done where it may not; and rules of the person's own. */
export function PolicyTab({ view, calls }: TabProps) {
  const p = usePrivacyText();
  return (
    <div className={styles.policy}>
      <PolicyBar />
      <p className={styles.intro}>{p('policy.intro')}</p>
      <ClassTable />
      <RuleList view={view} calls={calls} />
    </div>
  );
}

/** Opens, saves and resets the policy. */
function PolicyBar() {
  const p = usePrivacyText();
  const ask = useAsk();
  const section = usePrivacy((state) => state.section);
  const file = usePrivacy((state) => state.file);
  const [faults, setFaults] = useState<{
    readonly name: string;
    readonly faults: readonly PolicyTextFault[];
  }>();
  const open = async () => {
    const picked = await pickPolicyFile();
    const read = picked && (await ask('privacy.read-policy', { text: picked.text }));
    if (!picked || !read) return;
    setFaults(read.section ? undefined : { name: picked.name, faults: read.faults });
    if (read.section) privacyStore.setState({ section: read.section, file: picked });
  };
  const save = async () => {
    const written = await ask('privacy.write-policy', { section, ...(file ? { text: file.text } : {}) });
    if (!written) return;
    const name = file?.name ?? 'privacy.keyhole.yaml';
    privacyStore.setState({ file: { name, text: written.text } });
    saveText(name, 'application/yaml', written.text);
  };
  const changed = Object.keys(section).length > 0;
  return (
    <>
      <div className={styles.bar}>
        <strong>{file?.name ?? p('policy.default')}</strong>
        {changed && !file ? <Badge>{p('policy.changed')}</Badge> : null}
        <span className={line.spring} />
        <Button size="small" icon={<FolderOpen size={14} aria-hidden />} onPress={() => void open()}>
          {p('policy.open')}
        </Button>
        <Button size="small" icon={<Save size={14} aria-hidden />} onPress={() => void save()}>
          {p('policy.save')}
        </Button>
        <Button
          size="small"
          look="quiet"
          icon={<RotateCcw size={14} aria-hidden />}
          isDisabled={!changed}
          onPress={() => privacyStore.setState({ section: {}, file: undefined })}
        >
          {p('policy.reset')}
        </Button>
      </div>
      {faults ? (
        <ErrorNotice
          message={p('policy.cannotUse', { name: faults.name })}
          details={faults.faults
            .map(({ line, column, place, message }) => `${line}:${column} ${place} ${message}`)
            .join('\n')}
          onDismiss={() => setFaults(undefined)}
        />
      ) : null}
    </>
  );
}

/** A class with its recipients; changing one writes down the class as a whole, as it then is. */
function ClassTable() {
  const p = usePrivacyText();
  const section = usePrivacy((state) => state.section);
  const policy = privacyPolicyOf(section);
  const reach = (of: SensitiveClass, who: Recipient, on: boolean) =>
    changePolicy((before) => ({
      ...before,
      reach: {
        ...before.reach,
        [of]: RECIPIENTS.filter((one) => (one === who ? on : policy.reach[of].includes(one))),
      },
    }));
  const act = (of: SensitiveClass, action: RedactAction) =>
    changePolicy((before) => ({ ...before, actions: { ...before.actions, [of]: action } }));
  return (
    <div className={kit.scrolls}>
      <table className={classes(kit.plain, styles.table)}>
        <caption className="visually-hidden">{p('policy.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{p('grid.class')}</th>
            {RECIPIENTS.map((who) => (
              <th key={who} scope="col">
                {p(`recipient.${who}`)}
              </th>
            ))}
            <th scope="col">{p('policy.otherwise')}</th>
          </tr>
        </thead>
        <tbody>
          {SENSITIVE_CLASSES.map((of) => {
            const name = p(`class.${of}`);
            const own =
              policy.reach[of].join() !== DEFAULT_PRIVACY.reach[of].join() ||
              policy.actions[of] !== DEFAULT_PRIVACY.actions[of];
            return (
              <tr key={of} data-own={own ? 'true' : undefined}>
                <th scope="row">{name}</th>
                {RECIPIENTS.map((who) => (
                  <td key={who}>
                    <Checkbox
                      aria-label={p('policy.mayReach', { class: name, who: p(`recipient.${who}`) })}
                      isSelected={policy.reach[of].includes(who)}
                      onChange={(on) => reach(of, who, on)}
                    />
                  </td>
                ))}
                <td>
                  <Select
                    label={p('policy.actionFor', { class: name })}
                    hideLabel
                    quiet
                    options={ACTIONS.map((action) => ({ id: action, title: p(`action.${action}`) }))}
                    selected={policy.actions[of]}
                    onSelect={(action) => act(of, action)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
