import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as KitTabs } from 'react-aria-components/Tabs';
import styles from './tabs.module.css';

export interface TabItem<Id extends string> {
  readonly id: Id;
  readonly title: ReactNode;
  /** Shown after the title: a count or a `SeverityMark`. */
  readonly badge?: ReactNode;
  /** Called only while the tab is selected. */
  readonly content: () => ReactNode;
}

export interface TabsProps<Id extends string> {
  /** Accessible name of the list of tabs. */
  readonly label: string;
  readonly items: readonly TabItem<Id>[];
  readonly selected: Id;
  readonly onSelect: (id: Id) => void;
}

/** Tabs that fill their container; the panel scrolls, the list stays. */
export function Tabs<Id extends string>({ label, items, selected, onSelect }: TabsProps<Id>) {
  return (
    <KitTabs
      className={styles.tabs ?? ''}
      selectedKey={selected}
      onSelectionChange={(key) => {
        const item = items.find((item) => item.id === key);
        if (item) onSelect(item.id);
      }}
    >
      <TabList aria-label={label} className={styles.list ?? ''}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className={styles.tab ?? ''}>
            {item.title}
            {item.badge}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={styles.panel ?? ''}>
          {item.id === selected ? item.content() : null}
        </TabPanel>
      ))}
    </KitTabs>
  );
}
