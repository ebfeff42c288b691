import type { RegisteredField } from '../../../shared/metadata/registration.ts';
import { Badge, type BadgeProps } from '../../ui/badge.tsx';
import { classes } from '../../ui/classes.ts';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import kit from '../../ui/table.module.css';
import detail from './document-detail.module.css';
import { FieldName } from './field-name.tsx';
import { JsonValue } from './json-value.tsx';
import { useMetadataText } from './metadata-messages.ts';
import styles from './table.module.css';

const TONES: Readonly<Record<RegisteredField['change'], NonNullable<BadgeProps['tone']>>> = {
  altered: 'warning',
  'left-out': 'cannot-tell',
  added: 'accent',
  issued: 'neutral',
  same: 'pass',
};

/** What was asked for beside what was registered. */
export function RegistrationTable({ rows }: { readonly rows: readonly RegisteredField[] }) {
  const m = useMetadataText();
  const changed = rows.filter(({ change }) => change === 'altered').length;
  return (
    <section aria-labelledby="registered">
      <h3 id="registered" className={detail.sectionTitle}>
        {m('registration.title')}
      </h3>
      <p className={detail.verdict}>
        <SeverityMark mark={changed === 0 ? 'pass' : 'warning'} shapeOnly />
        {changed === 0 ? m('registration.verdictSame') : m('registration.verdict', { count: changed })}
      </p>
      <table className={classes(kit.table, styles.table)}>
        <thead>
          <tr>
            <th className={styles.nameColumn}>{m('registration.name')}</th>
            <th>{m('registration.requested')}</th>
            <th>{m('registration.registered')}</th>
            <th className={styles.badgeColumn} aria-label={m('differences.change')} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, requested, registered, change }) => (
            <tr key={name} data-change={change}>
              <th scope="row">
                <FieldName name={name} />
              </th>
              <td>{requested === undefined ? <Nothing /> : <JsonValue value={requested} />}</td>
              <td>{registered === undefined ? <Nothing /> : <JsonValue value={registered} />}</td>
              <td>
                <Badge tone={TONES[change]}>{m(`registration.change.${change}`)}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A cell of a side that does not have the field. */
export function Nothing() {
  return <span className={styles.quiet}>–</span>;
}
