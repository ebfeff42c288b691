import FileBraces from 'lucide-react/icons/file-braces';
import { useMemo } from 'react';
import { Header } from 'react-aria-components/Header';
import { ListBoxSection } from 'react-aria-components/ListBox';
import { annotate, findingsOf, type AnnotatedDocument } from '../../../shared/metadata/fields.ts';
import { sessionWith, type MetadataDocument } from '../../../shared/metadata/documents.ts';
import type { Revision } from '../../../shared/protocol/revision.ts';
import type { SessionView } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceList, ChoiceRow } from '../../ui/choice-list.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Url } from '../../ui/url.tsx';
import { goTo } from '../../view-store.ts';
import { DocumentDetail } from './document-detail.tsx';
import styles from './documents-view.module.css';
import { heaviest } from './marks.ts';
import { useMetadataText } from './metadata-messages.ts';
import { showMetadata, useMetadata } from './metadata-store.ts';
import { useDocuments } from './use-documents.ts';

const PLACES = ['here', 'made', 'probe', 'branch'] as const;

function annotated(
  documents: readonly MetadataDocument[],
  { trace, session }: SessionView,
  revision: Revision,
): ReadonlyMap<string, AnnotatedDocument> {
  return new Map(
    documents.map((document) => [
      document.key,
      annotate(document, sessionWith(trace, session, document), revision),
    ]),
  );
}

/** The documents by place, and the chosen one field by field. */
export function DocumentsView() {
  const m = useMetadataText();
  const { view, documents, revision } = useDocuments();
  const key = useMetadata((state) => state.document);
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const notes = useMemo(() => annotated(documents, view, revision), [documents, view.version, revision]);
  const chosen = documents.find((document) => document.key === key) ?? documents[0];
  const note = chosen && notes.get(chosen.key);

  if (!chosen || !note) {
    const started = view.session.target !== undefined;
    return (
      <EmptyState
        icon={<FileBraces size={28} aria-hidden />}
        title={m('noneTitle')}
        action={
          <Button look="primary" onPress={() => goTo(started ? 'flow' : 'home')}>
            {started ? m('goFlow') : m('goHome')}
          </Button>
        }
      >
        {m('noneText')}
      </EmptyState>
    );
  }
  return (
    <div className={styles.split}>
      <ChoiceList
        label={m('list')}
        className={styles.list}
        chosen={chosen.key}
        onChoose={(document) => showMetadata({ document })}
      >
        {PLACES.map((place) => {
          const group = documents.filter((document) => document.place === place);
          if (group.length === 0) return null;
          return (
            <ListBoxSection key={place} id={place} className={styles.group ?? ''}>
              <Header className={styles.place ?? ''}>{m(`place.${place}`)}</Header>
              {group.map((document) => {
                const findings = notes.get(document.key);
                const mark = findings && heaviest(findingsOf(findings));
                return (
                  <ChoiceRow
                    key={document.key}
                    id={document.key}
                    text={`${m(`kind.${document.kind}`)} ${document.url}`}
                    className={styles.row}
                  >
                    <span>{mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />}</span>
                    <span>
                      <span className={styles.kind}>{m(`kind.${document.kind}`)}</span>
                      <span className={styles.url}>
                        <SecretText text={document.url} render={(text) => <Url text={text} />} />
                      </span>
                    </span>
                  </ChoiceRow>
                );
              })}
            </ListBoxSection>
          );
        })}
      </ChoiceList>
      <DocumentDetail key={chosen.key} document={chosen} note={note} trace={view.trace} />
    </div>
  );
}
