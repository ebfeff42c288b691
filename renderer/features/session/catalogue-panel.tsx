import RefreshCw from 'lucide-react/icons/refresh-cw';
import { useMemo, useState } from 'react';
import type { SessionAction } from '../../../shared/trace/event.ts';
import { latest } from '../../../shared/trace/fold.ts';
import type { SessionView } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceList, ChoiceRow } from '../../ui/choice-list.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { EntryDetail } from './entry-detail.tsx';
import styles from './catalogue-panel.module.css';
import { readPrompts, readResources, readTools, type CatalogueEntry } from './catalogue.ts';
import { useSessionText } from './session-messages.ts';
import { canAct, useAct } from './use-act.ts';

type Tab = 'tools' | 'resources' | 'prompts';

const LIST: Readonly<Record<Tab, SessionAction>> = {
  tools: { kind: 'list-tools' },
  resources: { kind: 'list-resources' },
  prompts: { kind: 'list-prompts' },
};
const WORDS = {
  tools: { none: 'server.noTools', list: 'actions.listTools' },
  resources: { none: 'server.noResources', list: 'actions.listResources' },
  prompts: { none: 'server.noPrompts', list: 'actions.listPrompts' },
} as const;

/** What the server offers: tools, resources, prompts. */
export function CataloguePanel({ view }: { readonly view: SessionView }) {
  const s = useSessionText();
  const [tab, setTab] = useState<Tab>('tools');
  const { session } = view;
  const tools = latest(session, 'tools');
  const resources = latest(session, 'resources');
  const templates = latest(session, 'resource_templates');
  const prompts = latest(session, 'prompts');
  const lists: Readonly<Record<Tab, readonly CatalogueEntry[] | undefined>> = {
    tools: useMemo(() => (tools === undefined ? undefined : readTools(tools)), [tools]),
    resources: useMemo(
      () =>
        resources === undefined && templates === undefined ? undefined : readResources(resources, templates),
      [resources, templates],
    ),
    prompts: useMemo(() => (prompts === undefined ? undefined : readPrompts(prompts)), [prompts]),
  };
  const renderList = (id: Tab) => <EntryList key={id} tab={id} entries={lists[id]} view={view} />;
  return (
    <Tabs
      label={s('server.title')}
      selected={tab}
      onSelect={setTab}
      items={(['tools', 'resources', 'prompts'] as const).map((id) => ({
        id,
        title: s(`server.${id}`),
        badge: lists[id] === undefined ? null : <Badge>{lists[id].length}</Badge>,
        content: () => renderList(id),
      }))}
    />
  );
}

interface EntryListProps {
  readonly tab: Tab;
  readonly entries: readonly CatalogueEntry[] | undefined;
  readonly view: SessionView;
}

function EntryList({ tab, entries, view }: EntryListProps) {
  const s = useSessionText();
  const act = useAct();
  const ready = canAct(view);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string>();

  if (entries === undefined) {
    return (
      <EmptyState
        title={s('server.notListed')}
        action={
          <Button isDisabled={!ready} onPress={() => void act(LIST[tab])}>
            {s('server.list')}
          </Button>
        }
      />
    );
  }
  const wanted = words.toLowerCase();
  const shown = entries.filter((entry) =>
    `${entry.title} ${entry.name} ${entry.description ?? ''}`.toLowerCase().includes(wanted),
  );
  const entry = entries.find(({ id }) => id === chosen) ?? entries[0];
  return (
    <div className={styles.split}>
      <div className={styles.side}>
        <div className={styles.tools}>
          <TextField
            label={s('server.filter')}
            hideLabel
            placeholder={s('server.filter')}
            className={styles.filter ?? ''}
            value={words}
            onChange={setWords}
          />
          <IconButton label={s(WORDS[tab].list)} isDisabled={!ready} onPress={() => void act(LIST[tab])}>
            <RefreshCw size={14} aria-hidden />
          </IconButton>
        </div>
        <ChoiceList
          label={s(`server.${tab}`)}
          className={styles.list}
          chosen={entry?.id}
          onChoose={setChosen}
          renderEmptyState={() => (
            <p className={styles.none}>{entries.length === 0 ? s(WORDS[tab].none) : s('server.noMatch')}</p>
          )}
        >
          {shown.map((each) => (
            <ChoiceRow key={each.id} id={each.id} text={each.title}>
              <span className={styles.title}>
                {each.title}
                {each.kind === 'template' ? (
                  <>
                    {' '}
                    <Badge>{s('server.template')}</Badge>
                  </>
                ) : null}
              </span>
              {each.name === each.title ? null : <span className={styles.name}>{each.name}</span>}
            </ChoiceRow>
          ))}
        </ChoiceList>
      </div>
      {entry ? (
        <EntryDetail key={`${tab} ${entry.id}`} entry={entry} view={view} />
      ) : (
        <EmptyState title={s('server.choose')} />
      )}
    </div>
  );
}
