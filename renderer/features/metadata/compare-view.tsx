import ArrowLeftRight from 'lucide-react/icons/arrow-left-right';
import Columns2 from 'lucide-react/icons/columns-2';
import { useMemo, useState } from 'react';
import { differences, type Difference } from '../../../shared/metadata/differences.ts';
import type { MetadataDocument } from '../../../shared/metadata/documents.ts';
import { Badge, type BadgeProps } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import page from '../../ui/page.module.css';
import { Select } from '../../ui/select.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import kit from '../../ui/table.module.css';
import styles from './compare-view.module.css';
import { FieldName } from './field-name.tsx';
import { JsonValue } from './json-value.tsx';
import { useMetadataText } from './metadata-messages.ts';
import { showMetadata, useMetadata } from './metadata-store.ts';
import { Nothing } from './registration-table.tsx';
import table from './table.module.css';
import { useDocuments } from './use-documents.ts';

const TONES: Readonly<Record<Difference['kind'], NonNullable<BadgeProps['tone']>>> = {
  different: 'warning',
  'left-only': 'accent',
  'right-only': 'accent',
  same: 'pass',
};

const family = ({ kind }: MetadataDocument): string => kind.replace(/^(oauth|openid)-/, '');

/** The first document, and the first other of its family: the pair that is most likely meant. */
function usualPair(
  documents: readonly MetadataDocument[],
): readonly [MetadataDocument, MetadataDocument] | undefined {
  for (const left of documents) {
    const right = documents.find((other) => other !== left && family(other) === family(left));
    if (right) return [left, right];
  }
  const [left, right] = documents;
  return left && right ? [left, right] : undefined;
}

/** Any two documents side by side. */
export function CompareView() {
  const m = useMetadataText();
  const { documents } = useDocuments();
  const leftKey = useMetadata((state) => state.left);
  const rightKey = useMetadata((state) => state.right);
  const [only, setOnly] = useState(true);
  const usual = useMemo(() => usualPair(documents), [documents]);
  const left = documents.find(({ key }) => key === leftKey) ?? usual?.[0];
  const right = documents.find(({ key }) => key === rightKey) ?? usual?.[1];
  const rows = useMemo(() => (left && right ? differences(left.value, right.value) : []), [left, right]);

  if (!left || !right) {
    return (
      <EmptyState
        icon={<Columns2 size={28} aria-hidden />}
        title={m('differences.needTwo')}
        action={
          <Button look="primary" onPress={() => showMetadata({ tab: 'probe' })}>
            {m('goProbe')}
          </Button>
        }
      >
        {m('differences.needTwoText')}
      </EmptyState>
    );
  }
  const options = documents.map((document) => ({
    id: document.key,
    title: m(`kind.${document.kind}`),
    detail: `${m(`place.${document.place}`)} · ${document.url}`,
  }));
  const differing = rows.filter(({ kind }) => kind !== 'same');
  const same = rows.length - differing.length;
  // Where nothing differs, what is the same is all there is to see.
  const shown = only && differing.length > 0 ? differing : rows;
  return (
    <div className={page.page}>
      <div className={styles.sides}>
        <Side
          name="left"
          options={options}
          document={left}
          onSelect={(key) => showMetadata({ left: key, right: right.key })}
        />
        <IconButton
          label={m('differences.swap')}
          onPress={() => showMetadata({ left: right.key, right: left.key })}
        >
          <ArrowLeftRight size={16} aria-hidden />
        </IconButton>
        <Side
          name="right"
          options={options}
          document={right}
          onSelect={(key) => showMetadata({ left: left.key, right: key })}
        />
      </div>
      <div className={styles.sum}>
        <p className={styles.verdict}>
          <SeverityMark mark={differing.length === 0 ? 'pass' : 'warning'} shapeOnly />
          {differing.length === 0
            ? m('differences.same')
            : m('differences.sentence', { count: differing.length, same })}
          {family(left) === family(right) ? null : (
            <span className={styles.quiet}> {m('differences.otherKind')}</span>
          )}
        </p>
        {differing.length === 0 ? null : (
          <Checkbox isSelected={only} onChange={setOnly}>
            {m('differences.onlyDifferences')}
          </Checkbox>
        )}
      </div>
      {shown.length === 0 ? null : <Differences rows={shown} />}
    </div>
  );
}

interface SideProps {
  readonly name: 'left' | 'right';
  readonly options: readonly { readonly id: string; readonly title: string; readonly detail: string }[];
  readonly document: MetadataDocument;
  readonly onSelect: (key: string) => void;
}

function Side({ name, options, document, onSelect }: SideProps) {
  const m = useMetadataText();
  return (
    <div className={styles.side}>
      <Select
        label={m(`differences.${name}`)}
        options={options}
        selected={document.key}
        onSelect={onSelect}
      />
      <code className={styles.url}>{document.url}</code>
    </div>
  );
}

function Differences({ rows }: { readonly rows: readonly Difference[] }) {
  const m = useMetadataText();
  return (
    <table className={classes(kit.table, table.table)}>
      <thead>
        <tr>
          <th className={table.nameColumn}>{m('differences.name')}</th>
          <th>{m('differences.left')}</th>
          <th>{m('differences.right')}</th>
          <th className={table.badgeColumn} aria-label={m('differences.change')} />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ path, kind, left, right, entries }) => (
          <tr key={path}>
            <th scope="row">
              <FieldName name={path.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')} />
            </th>
            <td>{left === undefined ? <Nothing /> : <JsonValue value={left} marked={entries?.left} />}</td>
            <td>{right === undefined ? <Nothing /> : <JsonValue value={right} marked={entries?.right} />}</td>
            <td>
              <Badge tone={TONES[kind]}>{m(`differences.kind.${kind}`)}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
