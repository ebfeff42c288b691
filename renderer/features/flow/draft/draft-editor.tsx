import { lazy, Suspense, useState } from 'react';
import type { Pointer, RequestContent } from '../../../../shared/trace/event.ts';
import type { PendingDraft } from '../../../../shared/trace/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Spinner } from '../../../ui/spinner.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { ChangeList } from '../details/change-list.tsx';
import { useFlowContext } from '../details/flow-context.ts';
import { readPairs, readUrl, writeUrl } from '../details/pairs.ts';
import { ValueChip } from '../details/value-chip.tsx';
import { useFlowText } from '../flow-messages.ts';
import styles from './draft.module.css';
import {
  bodyWarning,
  closeDraft,
  draftFault,
  newRow,
  openDraft,
  type DraftFault,
  type DraftModel,
} from './draft-model.ts';
import { RowTable } from './row-table.tsx';

const CodeEditor = lazy(() =>
  import('./code-editor.tsx').then(({ CodeEditor }) => ({ default: CodeEditor })),
);

export interface DraftEditorProps {
  readonly draft: PendingDraft;
  readonly onSave: (request: RequestContent, send: boolean) => void;
  readonly onReset: () => void;
  readonly onClose: () => void;
}

/** The next request, part by part, with where each part came from and what was changed. */
export function DraftEditor({ draft, onSave, onReset, onClose }: DraftEditorProps) {
  const t = useFlowText();
  const { values } = useFlowContext();
  const built = draft.event.request;
  const [model, setModel] = useState<DraftModel>(() => openDraft(draft.request));
  const [urlText, setUrlText] = useState<string>();
  const request = closeDraft(model, draft.request);
  const fault = draftFault(request);
  const warning = bodyWarning(model);
  const builtUrl = readUrl(built.url);
  const id = draft.event.id;
  const factsAt = (at: Pointer) => values.usedAt(id, at);
  const partsAt = (at: Pointer) => values.partsAt(id, at);
  const put = (change: Partial<DraftModel>) => setModel((before) => ({ ...before, ...change }));
  const url = writeUrl(model);

  return (
    <div className={styles.editor}>
      <header className={styles.head}>
        <h2>{t('draft.title')}</h2>
        <span className={styles.grow} />
        <Button look="quiet" size="small" onPress={onClose}>
          {t('draft.close')}
        </Button>
      </header>
      <div className={styles.scroll}>
        <div className={styles.line}>
          <TextField
            className={styles.method ?? ''}
            label={t('draft.method')}
            mono
            value={model.method}
            onChange={(method) => put({ method })}
          />
          <TextField
            className={styles.grow ?? ''}
            label={t('draft.url')}
            mono
            rows={3}
            value={urlText ?? url}
            error={fault && faultText(fault, t)}
            onChange={(text) => {
              const parts = readUrl(text);
              setUrlText(text);
              put({
                base: parts.base,
                fragment: parts.fragment,
                parameters: parts.parameters.map(({ name, value }) => newRow(name, value)),
              });
            }}
            onBlur={() => setUrlText(undefined)}
          />
        </div>
        <p className={styles.urlFrom}>
          <ValueChip
            facts={factsAt({ in: 'request-url' })}
            parts={partsAt({ in: 'request-url' })}
            sense="used"
          />
        </p>
        <RowTable
          title={t('details.parameters')}
          rows={model.parameters}
          built={builtUrl.parameters}
          onChange={(parameters) => put({ parameters })}
          pointerOf={(parameter) => ({ in: 'request-url', parameter })}
          factsAt={factsAt}
          partsAt={partsAt}
        />
        {draft.event.by === 'browser' ? (
          <p className={styles.quiet}>{t('draft.browserHeaders')}</p>
        ) : (
          <RowTable
            title={t('details.headers')}
            rows={model.headers}
            built={built.headers.map(([name, value]) => ({ name, value }))}
            onChange={(headers) => put({ headers })}
            pointerOf={(name) => ({ in: 'request-header', name })}
            factsAt={factsAt}
            partsAt={partsAt}
          />
        )}
        {model.body.kind === 'form' ? (
          <RowTable
            title={t('details.body')}
            rows={model.body.rows}
            built={readPairs(built.body ?? '')}
            onChange={(rows) => put({ body: { kind: 'form', rows } })}
            pointerOf={(name) => ({ in: 'request-body', path: `/${name}` })}
            factsAt={factsAt}
            partsAt={partsAt}
          />
        ) : model.body.kind === 'none' ? null : (
          <section className={styles.section} aria-label={t('details.body')}>
            <div className={styles.sectionHead}>
              <h3>{t('details.body')}</h3>
            </div>
            <Suspense fallback={<Spinner label={t('details.loadingBody')} />}>
              <CodeEditor
                label={t('details.body')}
                text={model.body.text}
                language={model.body.kind}
                onChange={(text) => {
                  if (model.body.kind === 'json' || model.body.kind === 'text')
                    put({ body: { kind: model.body.kind, text } });
                }}
              />
            </Suspense>
            {warning === undefined ? null : (
              <p className={styles.warning}>{t('draft.notJson', { fault: warning })}</p>
            )}
          </section>
        )}
        <ChangeList before={built} after={request} />
      </div>
      <footer className={styles.foot}>
        <Button look="quiet" isDisabled={!draft.edited} onPress={onReset}>
          {t('draft.resetAll')}
        </Button>
        <span className={styles.grow} />
        <Button isDisabled={fault !== undefined} onPress={() => onSave(request, false)}>
          {t('draft.save')}
        </Button>
        <Button look="primary" isDisabled={fault !== undefined} onPress={() => onSave(request, true)}>
          {draft.event.by === 'browser' ? t('draft.saveAndOpen') : t('draft.saveAndSend')}
        </Button>
      </footer>
    </div>
  );
}

function faultText(fault: DraftFault, t: ReturnType<typeof useFlowText>): string {
  switch (fault.kind) {
    case 'method':
      return t('draft.fault.method');
    case 'url':
      return t('draft.fault.url');
    case 'scheme':
      return t('draft.fault.scheme', { scheme: fault.scheme });
    case 'header-name':
      return t('draft.fault.headerName', { name: fault.name });
    case 'header-value':
      return t('draft.fault.headerValue', { name: fault.name });
    default:
      return t('draft.notJson', { fault: fault.message });
  }
}
