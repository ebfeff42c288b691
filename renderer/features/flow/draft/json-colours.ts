import { syntaxTree } from '@codemirror/language';
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';

const mark = (className: string) => Decoration.mark({ class: className });

/** Node names of the JSON grammar, and the class of each; the colours stand in the theme below. */
const MARKS: Readonly<Record<string, Decoration | undefined>> = {
  PropertyName: mark('json-key'),
  String: mark('json-string'),
  Number: mark('json-number'),
  True: mark('json-literal'),
  False: mark('json-literal'),
  Null: mark('json-literal'),
};

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: (node) => {
        const decoration = MARKS[node.name];
        if (decoration) builder.add(node.from, node.to, decoration);
      },
    });
  }
  return builder.finish();
}

/** Colours of the design tokens, so that light and dark come from one place. */
export const jsonColours = [
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view);
      }
      update(update: ViewUpdate) {
        if (
          update.docChanged ||
          update.viewportChanged ||
          syntaxTree(update.startState) !== syntaxTree(update.state)
        ) {
          this.decorations = decorate(update.view);
        }
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.theme({
    '&': { color: 'var(--text)', backgroundColor: 'var(--surface)' },
    '&.cm-focused': { outline: '2px solid var(--focus)' },
    '.cm-content': { caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
    '.cm-gutters': {
      color: 'var(--text-faint)',
      backgroundColor: 'var(--surface-sunken)',
      borderRight: '1px solid var(--border)',
    },
    '.json-key': { color: 'var(--syntax-key)' },
    '.json-string': { color: 'var(--syntax-string)' },
    '.json-number': { color: 'var(--syntax-number)' },
    '.json-literal': { color: 'var(--syntax-literal)' },
  }),
];
