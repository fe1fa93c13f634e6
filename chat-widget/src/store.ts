import { createStore, keptIn } from '@tsunagi/webchat-client';
import type { ChatStore } from '@tsunagi/webchat-client';

/** What the widget remembers over page loads: the chat, and how its panel was left. */
export interface WidgetStore extends ChatStore {
  open(): boolean;
  setOpen(open: boolean): void;
  draft(): string;
  setDraft(text: string): void;
}

/** `scope` tells servers and accounts apart that share an embedding site. `area` is absent where none may be used. */
export function createWidgetStore(scope: string, area: Storage | undefined): WidgetStore {
  const kept = keptIn(area, `tsunagi:${scope}:`);
  return {
    ...createStore(kept),
    open: () => kept.get('open') === '1',
    setOpen: (open) => kept.set('open', open ? '1' : undefined),
    draft: () => kept.get('draft') ?? '',
    setDraft: (text) => kept.set('draft', text === '' ? undefined : text),
  };
}
