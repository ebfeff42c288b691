import { Transaction, type Extension, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Changes closer together than this, in milliseconds, are undone together. */
const TOGETHER = 600;

/**
 * Undo and redo by whole documents. The editor's own history lives in a package of its own with all its commands;
 * a body is small, and documents share their structure, so keeping them costs little.
 */
export function historyKeys(): Extension {
  const past: Text[] = [];
  let future: Text[] = [];
  let last = 0;
  const put = (view: EditorView, doc: Text): void => {
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: doc },
      annotations: Transaction.addToHistory.of(false),
    });
  };
  return [
    EditorView.updateListener.of((update) => {
      const own = update.transactions.some((change) => change.annotation(Transaction.addToHistory) === false);
      if (!update.docChanged || own) return;
      const now = Date.now();
      if (now - last > TOGETHER) past.push(update.startState.doc);
      last = now;
      future = [];
    }),
    EditorView.domEventHandlers({
      keydown(event, view) {
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
        const key = event.key.toLowerCase();
        const redo = key === 'y' || (key === 'z' && event.shiftKey);
        if (!redo && key !== 'z') return false;
        const doc = (redo ? future : past).pop();
        if (doc) {
          (redo ? past : future).push(view.state.doc);
          last = 0;
          put(view, doc);
        }
        event.preventDefault();
        return true;
      },
    }),
  ];
}
