/** Plays the flow that is on the screen: compiles it, keeps the conversation, lights its path on the canvas. */
import { currentLanguage, type Language } from '@tsunagi/i18n';
import { useCallback, useEffect, useRef, useState } from 'react';

import { readCalled } from '../api/context';
import { wireId } from '../document/exits';
import { writeDocument } from '../document/read';
import type { FlowDocument } from '../document/types';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import type { HttpResult, Content } from '../engine/types';
import { Conversation, type Played, type Setting } from './conversation';

export type Status = 'loading' | 'blocked' | 'unavailable' | 'playing';

export interface Simulator {
  status: Status;
  played: Played | null;
  setting: Setting;
  /** The flow was changed since this conversation began. */
  isStale: boolean;
  /** The node that the conversation begins at, where it is not the flow's own start. */
  from: string | null;
  restart: (change?: Partial<Setting>, from?: string | null) => void;
  say: (content: Content) => void;
  wait: (seconds: number) => void;
  answer: (result: HttpResult) => void;
  handBack: () => void;
}

const NAMES: Readonly<Record<Language, string>> = { ja: '田中 恵', en: 'Emma Clark' };

/** What the played customer speaks at first: the reader's language where the flow has it, else the flow's first. */
export function firstLanguage(languages: readonly string[], reader: string): string {
  return languages.includes(reader) ? reader : (languages[0] ?? reader);
}

export function useSimulator(): Simulator {
  const { store, engine } = useServices();
  const [status, setStatus] = useState<Status>('loading');
  const [played, setPlayed] = useState<Played | null>(null);
  const [playing, setPlaying] = useState<FlowDocument | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const [setting, setSetting] = useState<Setting>(() => ({
    channel: 'webchat',
    language: firstLanguage(store.getState().document.languages, currentLanguage()),
    customer: { name: NAMES[currentLanguage()], phone: '+819012345678', email: '' },
    start_ms: Math.floor(Date.now() / 1000) * 1000,
    seed: 1,
  }));
  const conversation = useRef<Conversation | null>(null);
  const turn = useRef(0);
  const nodes = useEditor((state) => state.document.nodes);

  const begin = useCallback(
    async (wanted: Setting, start: string | null) => {
      const mine = ++turn.current;
      const { document, flowId } = store.getState();
      conversation.current = null;
      setPlaying(document);
      setPlayed(null);
      setStatus('loading');
      const from = start !== null && start in document.nodes ? start : null;
      setFrom(from);
      const written = writeDocument(from === null ? document : { ...document, start: from });
      try {
        const compiled = await engine.compile(written, await readCalled(flowId, written));
        if (mine !== turn.current) return;
        if ('problems' in compiled) {
          setStatus('blocked');
          return;
        }
        const { program } = compiled;
        const next = new Conversation(
          (session, event) => engine.step(program, session, event),
          wanted,
          (now) => {
            if (mine === turn.current) setPlayed(now);
          },
        );
        conversation.current = next;
        setStatus('playing');
        await next.start();
      } catch {
        if (mine === turn.current) setStatus('unavailable');
      }
    },
    [store, engine],
  );

  useEffect(() => {
    void begin(setting, null);
    return () => {
      turn.current += 1;
      store.getState().set({ visited: new Set(), current: null });
    };
    // Once when the panel opens; afterwards people start it anew themselves.
  }, [begin, store]);

  useEffect(() => {
    const visits = played?.visits ?? [];
    const visited = new Set<string>();
    for (const { node, exit } of visits) {
      visited.add(node);
      if (exit !== null) visited.add(wireId(node, exit));
    }
    const last = visits.at(-1);
    store.getState().set({ visited, current: last && last.exit === null && played?.isOver === false ? last.node : null });
  }, [played, store]);

  const act = (work: (open: Conversation) => Promise<void>) => {
    if (conversation.current) void work(conversation.current).catch(() => setStatus('unavailable'));
  };
  return {
    status,
    played,
    setting,
    isStale: playing !== null && playing.nodes !== nodes,
    from,
    restart: (change, start = null) => {
      const next = { ...setting, ...change };
      setSetting(next);
      void begin(next, start);
    },
    say: (content) => act((open) => open.say(content)),
    wait: (seconds) => act((open) => open.wait(seconds)),
    answer: (result) => act((open) => open.answer(result)),
    handBack: () => act((open) => open.handBack()),
  };
}
