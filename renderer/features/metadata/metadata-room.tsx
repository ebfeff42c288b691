import type { DocumentKind } from '../../../shared/metadata/documents.ts';
import type { StageId } from '../../../shared/trace/event.ts';
import { useStageChoice } from '../../flow/stage-choice.ts';
import { Badge } from '../../ui/badge.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { CompareView } from './compare-view.tsx';
import { DocumentsView } from './documents-view.tsx';
import { useMetadataText } from './metadata-messages.ts';
import { METADATA_TABS, showMetadata, useMetadata, type MetadataTab } from './metadata-store.ts';
import { ProbeView } from './probe-view.tsx';
import { useProbe } from './probe-store.ts';
import { useDocuments } from './use-documents.ts';

/** The stage that reads a document. */
const STAGE_OF: Readonly<Partial<Record<DocumentKind, StageId>>> = {
  'protected-resource': 'resource-metadata',
  'oauth-server': 'server-metadata',
  'openid-server': 'server-metadata',
  registration: 'registration',
};

/** The room of the documents: what they say, how two of them differ, and where else they stand. */
export function MetadataRoom() {
  const m = useMetadataText();
  const tab = useMetadata((state) => state.tab);
  const { documents } = useDocuments();
  const { results } = useProbe();
  useStageChoice((stage) => {
    const document = documents.findLast(({ kind, place }) => place === 'here' && STAGE_OF[kind] === stage);
    if (document) showMetadata({ tab: 'documents', document: document.key });
    return document !== undefined;
  });
  const show = (shown: MetadataTab) =>
    shown === 'documents' ? <DocumentsView /> : shown === 'compare' ? <CompareView /> : <ProbeView />;
  const counts = { documents: documents.length, compare: 0, probe: results.length };
  return (
    <Tabs
      label={m('tabs')}
      items={METADATA_TABS.map((id) => ({
        id,
        title: m(id),
        badge: counts[id] === 0 ? null : <Badge>{counts[id]}</Badge>,
        content: () => show(id),
      }))}
      selected={tab}
      onSelect={(tab) => showMetadata({ tab })}
    />
  );
}
