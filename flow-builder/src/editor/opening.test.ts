// @vitest-environment happy-dom
import type { Flow } from '@tsunagi/api-client';
import { toast } from '@tsunagi/ui';
import { beforeEach, expect, it, vi } from 'vitest';

import { type DraftFlow, sendDraft } from '../api/flows';
import { readDocument, writeDocument } from '../document/read';
import { end, flow as draw } from '../document/tests/build';
import { backupOf, removeOwnerless } from '../save/backup';
import type { Draft } from '../save/saver';
import { type Autosave, createAutosave } from './autosave';
import { bringBack, openFlow, type Opening } from './opening';

vi.mock('../api/flows', () => ({ sendDraft: vi.fn() }));
vi.mock('@tsunagi/ui', () => ({ toast: vi.fn(), closeToast: vi.fn() }));

const ME = 'usr_me';
/** A document that is told by the name of its node. */
const content = (name: string) => writeDocument(draw({ [name]: end }));
const draft = (name: string): Draft => ({ document: content(name), name: 'Orders', tests: [] });

/** A server that holds one flow and keeps to `If-Match`. */
let server: Flow;
beforeEach(() => {
  localStorage.clear();
  server = {
    id: 'flw_1',
    name: 'Orders',
    version: 5,
    updated_at: '2026-11-22T00:00:00Z',
    updated_by: null,
    document: content('theirs'),
    tests: [],
    published: null,
    has_changes: true,
    used_by: [],
    abilities: ['read_flows', 'edit_flows'],
  } satisfies DraftFlow;
  vi.mocked(sendDraft).mockImplementation((_id, { document, name, tests }, version) => {
    if (version !== server.version) return Promise.resolve({ type: 'conflict' });
    server = { ...server, document, name, tests, version: version + 1 };
    return Promise.resolve({ type: 'saved', version: server.version, at: server.updated_at });
  });
});

function open(userId = ME): { opening: Opening; autosave: Autosave } {
  const opening = openFlow(server, userId);
  if (!opening) throw new Error('the flow cannot be opened');
  const autosave = createAutosave(opening.store, opening.backup, opening.version, opening.savedAt);
  autosave.start();
  bringBack(opening);
  return { opening, autosave };
}

const nodes = (document: unknown) => Object.keys(readDocument(document)?.nodes ?? {});
const shown = ({ opening }: { opening: Opening }) => nodes(writeDocument(opening.store.getState().document));
const offered = () => vi.mocked(toast).mock.lastCall?.[0].action;

it('what is brought back does not replace what somebody saved meanwhile', async () => {
  backupOf(ME, 'flw_1').write(draft('mine'), 3);
  const opened = open();
  expect(shown(opened)).toEqual(['mine']);
  expect(offered(), 'the conflict asks').toBeUndefined();
  expect(await opened.autosave.flush()).toEqual({ type: 'conflict' });
  expect(nodes(server.document)).toEqual(['theirs']);
  expect(backupOf(ME, 'flw_1').read()).toMatchObject({ version: 3 });
});

it('what is brought back is saved where nobody did, and can be discarded even then', async () => {
  backupOf(ME, 'flw_1').write(draft('mine'), 5);
  const opened = open();
  expect(await opened.autosave.flush()).toMatchObject({ type: 'saved' });
  expect(nodes(server.document)).toEqual(['mine']);
  offered()?.perform();
  expect(shown(opened)).toEqual(['theirs']);
  expect(await opened.autosave.flush()).toMatchObject({ type: 'saved' });
  expect(nodes(server.document)).toEqual(['theirs']);
});

it('discarding does not replace what somebody saved since the flow was opened', async () => {
  backupOf(ME, 'flw_1').write(draft('mine'), 5);
  const { autosave } = open();
  server = { ...server, version: 6, document: content('newest') };
  offered()?.perform();
  expect(await autosave.flush()).toEqual({ type: 'conflict' });
  expect(nodes(server.document)).toEqual(['newest']);
});

it('nothing is brought back that the server has already', () => {
  backupOf(ME, 'flw_1').write(draft('theirs'), 4);
  const { opening } = open();
  expect(opening).toMatchObject({ restored: null, version: 5 });
  expect(backupOf(ME, 'flw_1').read()).toBeNull();
});

it('nobody sees or sends what another person left on this machine', async () => {
  backupOf('usr_other', 'flw_1').write(draft('of another'), 5);
  localStorage.setItem('tsunagi.draft.flw_1', JSON.stringify({ draft: draft('of nobody'), version: 5, at: '' }));
  removeOwnerless();
  const opened = open();
  expect(shown(opened)).toEqual(['theirs']);
  expect(opened.autosave.isDirty()).toBe(false);
  expect(localStorage.getItem('tsunagi.draft.flw_1')).toBeNull();
  expect(backupOf('usr_other', 'flw_1').read()).not.toBeNull();
});
