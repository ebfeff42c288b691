import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { valueAt } from '../../../../shared/protocol/json-pointer.ts';
import { classes } from '../../../ui/classes.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { SecretText } from '../../../ui/secret-text.tsx';
import { SeverityMark, type Mark } from '../../../ui/severity-mark.tsx';
import { useFlowText } from '../flow-messages.ts';
import { ancestorsOf, jsonLines, searchJson, type JsonLine } from './json-nodes.ts';
import styles from './json-tree.module.css';
import { ValueChip } from './value-chip.tsx';
import type { ValueFacts } from './value-index.ts';

export interface JsonTreeProps {
  readonly label: string;
  readonly value: unknown;
  /** Mark of the findings that point at a place. */
  readonly markAt: (path: string) => Mark | undefined;
  readonly factsAt: (path: string) => readonly ValueFacts[];
  readonly factsRole: 'learnt' | 'used';
  /** What a member is for; shown for the chosen line. */
  readonly explain: (name: string, value: unknown) => string | undefined;
  /** The place that evidence points at. */
  readonly lit: string | undefined;
}

const LINE = 22;
/** Open at first: two levels, unless the document is big. */
const OPEN_DEPTH = 2;
/** Lines beyond which the tree gets a height of its own and draws only what is in view. */
const TALL = 24;

/** JSON as a tree, addressed by JSON pointer. Only the lines in view are in the page, so a big body costs little. */
export function JsonTree(props: JsonTreeProps) {
  const { label, value, markAt, factsAt, factsRole, explain, lit } = props;
  const t = useFlowText();
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [openDepth, setOpenDepth] = useState(OPEN_DEPTH);
  const [current, setCurrent] = useState('');
  const [words, setWords] = useState('');
  const [hit, setHit] = useState(0);
  const [view, setView] = useState({ top: 0, height: 400 });
  const scroller = useRef<HTMLDivElement>(null);

  const found = useMemo(() => searchJson(value, words), [value, words]);
  const target = found[hit] ?? lit;
  // A place that is to be seen opens what contains it, whatever was closed before.
  const forced = useMemo(() => new Set(target === undefined ? [] : ancestorsOf(target)), [target]);
  const lines = useMemo(
    () => jsonLines(value, (path, depth) => forced.has(path) || (toggled.get(path) ?? depth < openDepth)),
    [value, toggled, openDepth, forced],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const reveal = (index: number) => {
    const element = scroller.current;
    if (!element || index < 0) return;
    const top = index * LINE;
    if (top < element.scrollTop || top + LINE > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.max(0, top - element.clientHeight / 2);
    }
  };

  useEffect(() => {
    if (target === undefined) return;
    setCurrent(target);
    const index = lines.findIndex((line) => line.path === target);
    reveal(index);
    scroller.current
      ?.querySelector(`[data-path="${CSS.escape(target)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
    // Only a new target moves the view; opening a line elsewhere must not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [target]);

  const toggle = (line: JsonLine, open: boolean) =>
    setToggled((before) => new Map(before).set(line.path, open));
  const everything = (open: boolean) => {
    setToggled(new Map());
    setOpenDepth(open ? Number.POSITIVE_INFINITY : 1);
  };

  const choose = (index: number) => {
    const line = lines[index];
    if (!line) return;
    setCurrent(line.path);
    reveal(index);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(line.path)}"]`)?.focus(),
    );
  };

  const hearKey = (event: KeyboardEvent) => {
    if ((event.target as Element).closest('button')) return;
    const index = lines.findIndex((line) => line.path === current);
    const line = lines[index];
    if (!line) return;
    const page = Math.max(1, Math.floor(view.height / LINE) - 1);
    const moves: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => choose(index + 1),
      ArrowUp: () => choose(index - 1),
      Home: () => choose(0),
      End: () => choose(lines.length - 1),
      PageDown: () => choose(Math.min(lines.length - 1, index + page)),
      PageUp: () => choose(Math.max(0, index - page)),
      ArrowRight: () => {
        if (line.members !== undefined && !line.open) toggle(line, true);
        else if (line.open) choose(index + 1);
      },
      ArrowLeft: () => {
        if (line.open && !forced.has(line.path)) toggle(line, false);
        else choose(lines.findIndex((other) => other.path === ancestorsOf(line.path).at(-1)));
      },
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  };

  const first = Math.max(0, Math.floor(view.top / LINE) - 20);
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / LINE) + 20);
  const chosen = valueAt(value, current);
  const chosenName = current.slice(current.lastIndexOf('/') + 1);
  const explanation = current === '' ? undefined : explain(chosenName, chosen);
  const focusIndex = lines.findIndex((line) => line.path === current);
  const focusable = focusIndex >= first && focusIndex < last ? focusIndex : first;

  return (
    <div className={styles.json}>
      <div className={styles.tools}>
        <input
          className={styles.search}
          type="search"
          aria-label={t('json.search')}
          placeholder={t('json.search')}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setHit(0);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || found.length === 0) return;
            setHit((hit + (event.shiftKey ? found.length - 1 : 1)) % found.length);
          }}
        />
        {words === '' ? null : (
          <output className={styles.count}>
            {found.length === 0 ? t('json.nothing') : t('json.hit', { at: hit + 1, count: found.length })}
          </output>
        )}
        <Button look="quiet" size="small" onPress={() => everything(true)}>
          {t('json.expandAll')}
        </Button>
        <Button look="quiet" size="small" onPress={() => everything(false)}>
          {t('json.collapseAll')}
        </Button>
      </div>
      <div
        ref={scroller}
        className={styles.tree}
        style={lines.length > TALL ? { height: TALL * LINE } : undefined}
        role="tree"
        tabIndex={-1}
        aria-label={label}
        onKeyDown={hearKey}
        onScroll={(event) => {
          const { scrollTop, clientHeight } = event.currentTarget;
          setView({ top: scrollTop, height: clientHeight });
        }}
      >
        <div role="presentation" className={styles.space} style={{ height: lines.length * LINE }}>
          {lines.slice(first, last).map((line, offset) => (
            <TreeLine
              key={line.path}
              line={line}
              top={(first + offset) * LINE}
              current={line.path === current}
              focusable={first + offset === focusable}
              lit={line.path === target}
              mark={markAt(line.path)}
              facts={factsAt(line.path)}
              factsRole={factsRole}
              onChoose={() => setCurrent(line.path)}
              onToggle={() => toggle(line, !line.open)}
            />
          ))}
        </div>
      </div>
      <div className={styles.foot}>
        <code className={styles.pointer}>{current === '' ? '/' : current}</code>
        <CopyButton text={current} label={t('json.copyPointer')} />
        <CopyButton
          text={() => (typeof chosen === 'string' ? chosen : JSON.stringify(chosen, null, 2))}
          of={chosen}
          label={t('json.copyValue')}
        />
        {typeof chosen === 'string' && chosen.length > 30 ? (
          <span className={styles.whole}>
            <SecretText text={chosen} />
          </span>
        ) : null}
        {explanation === undefined ? null : <span className={styles.explanation}>{explanation}</span>}
      </div>
    </div>
  );
}

interface TreeLineProps {
  readonly line: JsonLine;
  readonly top: number;
  readonly current: boolean;
  readonly focusable: boolean;
  readonly lit: boolean;
  readonly mark: Mark | undefined;
  readonly facts: readonly ValueFacts[];
  readonly factsRole: 'learnt' | 'used';
  readonly onChoose: () => void;
  readonly onToggle: () => void;
}

function TreeLine(props: TreeLineProps) {
  const { line, top, current, focusable, lit, mark, facts, factsRole, onChoose, onToggle } = props;
  const t = useFlowText();
  const branch = line.members !== undefined;
  return (
    // The tree listens to the keys of all its lines.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="treeitem"
      aria-level={line.depth + 1}
      aria-posinset={line.position}
      aria-setsize={line.siblings}
      aria-selected={current}
      {...(branch && line.members !== 0 ? { 'aria-expanded': line.open } : {})}
      tabIndex={focusable ? 0 : -1}
      data-path={line.path}
      className={classes(styles.line, current && styles.current, lit && styles.lit)}
      style={{ transform: `translateY(${top}px)`, paddingLeft: 8 + line.depth * 16 }}
      onClick={onChoose}
      onFocus={onChoose}
      onDoubleClick={branch ? onToggle : undefined}
    >
      <span
        className={styles.twist}
        aria-hidden="true"
        onClick={branch && line.members !== 0 ? onToggle : undefined}
      >
        {branch && line.members !== 0 ? (line.open ? '▾' : '▸') : ''}
      </span>
      {mark === undefined ? null : <SeverityMark mark={mark} shapeOnly />}
      {line.name === undefined ? null : (
        <span className={typeof line.name === 'number' ? styles.index : styles.name}>{line.name}:</span>
      )}
      <JsonValue line={line} countText={branch ? t('json.members', { count: line.members ?? 0 }) : ''} />
      <ValueChip facts={facts} sense={factsRole} />
    </div>
  );
}

function JsonValue({ line, countText }: { readonly line: JsonLine; readonly countText: string }) {
  const { value } = line;
  if (line.members !== undefined) {
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    return (
      <span className={styles.punctuation}>
        {line.members === 0 ? `${open}${close}` : line.open ? open : `${open} … ${close}`}
        {line.members === 0 ? null : <span className={styles.members}> {countText}</span>}
      </span>
    );
  }
  if (typeof value === 'string') {
    return (
      <span className={styles.string} title={value.length > 30 ? value : undefined}>
        “<SecretText text={value} />”
      </span>
    );
  }
  return (
    <span className={typeof value === 'number' ? styles.number : styles.literal}>
      {JSON.stringify(value)}
    </span>
  );
}
