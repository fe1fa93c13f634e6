import { beforeEach, expect, it, vi } from 'vitest';

import { previewPublish } from '../api/flows';
import { end, flow } from '../document/tests/build';
import { createEditorStore } from '../editor/store';
import type { SaveState } from '../save/saver';
import { playTests } from './play';

vi.mock('../api/flows', () => ({ previewPublish: vi.fn() }));

const passed = { name: 'the test on the server', passed: true, transcript: [] };
beforeEach(() => {
  vi.mocked(previewPublish).mockReset().mockResolvedValue({
    version: 7,
    changes: [],
    problems: [],
    tests: [passed],
    running_conversations: 0,
    running_is_at_least: false,
    can_publish: true,
  });
});

const mine = { name: 'the test on the screen' };
const store = createEditorStore({
  id: 'flw_1',
  name: 'Orders',
  document: flow({ a: end }),
  tests: [mine],
  savedAt: '2026-11-22T00:00:00Z',
  language: 'en',
  canEdit: true,
  canPublish: true,
  published: null,
});
const play = (save: SaveState, version = 7) => playTests({ store, flush: () => Promise.resolve(save), version: () => version });
const saved: SaveState = { type: 'saved', at: '2026-11-22T00:00:00Z' };

it('plays what is saved', async () => {
  expect(await play(saved)).toEqual({ type: 'played', isBlocked: false, results: new Map([[mine, passed]]) });
});

it.each<SaveState>([{ type: 'conflict' }, { type: 'offline' }, { type: 'refused', detail: '' }])(
  'shows no results of other tests where saving ends as $type',
  async (save) => {
    expect(await play(save)).toEqual({ type: 'unsaved' });
    expect(previewPublish).not.toHaveBeenCalled();
  },
);

it('shows no results of tests that somebody else saved', async () => {
  expect(await play(saved, 6)).toEqual({ type: 'changed' });
});
