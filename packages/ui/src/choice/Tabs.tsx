import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

import { classes } from '../classes';
import type { Icon } from '../icons';

export interface TabItem<K extends string> {
  id: K;
  label: string;
  icon?: Icon;
  /** Stands behind the label, such as a count. */
  after?: ReactNode;
  content: ReactNode;
}

export interface TabsProps<K extends string> {
  label: string;
  tabs: readonly TabItem<K>[];
  value: K;
  onChange: (value: K) => void;
  className?: string;
}

export function Tabs<K extends string>({ label, tabs, value, onChange, className }: TabsProps<K>) {
  return (
    <AriaTabs
      className={classes('tn-tabs', className)}
      selectedKey={value}
      onSelectionChange={(key) => {
        const chosen = tabs.find((tab) => tab.id === key);
        if (chosen) onChange(chosen.id);
      }}
    >
      <TabList className="tn-tablist" aria-label={label}>
        {tabs.map(({ id, label: name, icon: Drawing, after }) => (
          <Tab key={id} id={id} className="tn-tab">
            {Drawing ? <Drawing size={14} aria-hidden /> : null}
            {name}
            {after}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tn-tabpanel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
