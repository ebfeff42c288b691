import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { historyKeys } from './editor-history.ts';
import { jsonColours } from './json-colours.ts';
import styles from './draft.module.css';

export interface CodeEditorProps {
  readonly label: string;
  readonly text: string;
  readonly language: 'json' | 'text';
  readonly onChange: (text: string) => void;
}

/** The nonce of this page: without it the strict policy drops the editor's styles. */
function pageNonce(): string {
  return document.querySelector<HTMLElement>('style[nonce], script[nonce], link[nonce]')?.nonce ?? '';
}

/** A text editor with JSON colours. Loaded when a body is first edited. */
export function CodeEditor({ label, text, language, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const changed = useEffectEvent(onChange);
  const start = useEffectEvent(() => text);
  useEffect(() => {
    if (!host.current) return undefined;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: start(),
        extensions: [
          EditorView.cspNonce.of(pageNonce()),
          lineNumbers(),
          historyKeys(),
          jsonColours,
          language === 'json' ? json() : [],
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [label, language]);
  return <div ref={host} className={styles.code} />;
}
