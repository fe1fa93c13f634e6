// @vitest-environment happy-dom
import { ApiProblem, type Flow, type PublishPreview, type Revision } from '@tsunagi/api-client';
import { act } from 'react';
import type { Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { listRevisions, previewPublish, publishFlow, rollbackFlow } from '../api/flows';
import { opened } from '../editor/tests/opened';
import type { Services } from '../editor/services';
import type { EditorState } from '../editor/store';
import { PublishSheet } from './PublishSheet';
import { RevisionsSheet } from './RevisionsSheet';

vi.mock('../api/flows', async (original) => ({
  ...(await original<typeof import('../api/flows')>()),
  listRevisions: vi.fn(),
  previewPublish: vi.fn(),
  publishFlow: vi.fn(),
  rollbackFlow: vi.fn(),
}));

const preview = (version: number, change: string): PublishPreview => ({
  version,
  changes: [{ en: change, ja: change }],
  problems: [],
  tests: [],
  running_conversations: 0,
  running_is_at_least: false,
  can_publish: true,
});
const answer = { version: 5, published: { number: 3 } } as unknown as Flow;
const tooLate = new ApiProblem({ status: 412, code: 'version_changed' });
const published = vi.fn();

let root: Root;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  localStorage.setItem('tsunagi.language', 'en');
  vi.clearAllMocks();
});
afterEach(() => act(() => root.unmount()));

async function show(dialog: EditorState['dialog']): Promise<void> {
  const sheets = (
    <>
      <PublishSheet />
      <RevisionsSheet />
    </>
  );
  const flush = (store: Services['store']) => () => Promise.resolve(store.getState().save);
  root = await opened({ dialog }, (store) => ({ published, flush: flush(store), version: () => 3 }), sheets);
}

const see = (text: string) =>
  vi.waitFor(async () => {
    await act(() => Promise.resolve());
    expect(document.body.textContent).toContain(text);
  });
const press = (name: string) =>
  act(async () => {
    const found = [...document.querySelectorAll('button')].find((it) => it.textContent === name && !it.disabled);
    if (!found) throw new Error(`no button ${name} can be pressed in: ${document.body.textContent}`);
    found.click();
  });
const MEANWHILE = 'This flow was changed elsewhere meanwhile.';

it('publishes the version that was looked at, and looks again where it changed', async () => {
  vi.mocked(previewPublish).mockResolvedValueOnce(preview(3, 'what was looked at')).mockResolvedValueOnce(preview(4, 'theirs too'));
  vi.mocked(publishFlow).mockRejectedValueOnce(tooLate).mockResolvedValueOnce(answer);
  await show('publish');
  await see('what was looked at');
  expect(document.body.textContent).not.toContain(MEANWHILE);
  await press('Publish');
  expect(publishFlow).toHaveBeenLastCalledWith('flw_1', 3, { note: '' });
  await see(MEANWHILE);
  await see('theirs too');
  expect(published).not.toHaveBeenCalled();
  await press('Publish');
  expect(publishFlow).toHaveBeenLastCalledWith('flw_1', 4, { note: '' });
  expect(published).toHaveBeenLastCalledWith(answer, 4);
});

it('says before publishing that the draft is not the one on the canvas', async () => {
  vi.mocked(previewPublish).mockResolvedValueOnce(preview(4, 'theirs'));
  await show('publish');
  await see(MEANWHILE);
});

it('says what going back changes, and goes back from what was looked at', async () => {
  const revision = (number: number) => ({ number, hash: '0', published_at: '2026-11-22T00:00:00Z', published_by: 'Anna', note: '' });
  vi.mocked(listRevisions).mockResolvedValue([revision(2), revision(1)] satisfies Revision[]);
  vi.mocked(previewPublish).mockResolvedValueOnce(preview(3, 'as it was')).mockResolvedValueOnce(preview(4, 'newer still'));
  vi.mocked(rollbackFlow).mockRejectedValueOnce(tooLate).mockResolvedValueOnce(answer);
  await show('revisions');
  await see('Revision 1');
  await press('Go back to this');
  await see('as it was');
  expect(previewPublish).toHaveBeenLastCalledWith('flw_1', 1);
  await press('Publish revision 1 again');
  expect(rollbackFlow).toHaveBeenLastCalledWith('flw_1', 3, { revision: 1, note: '' });
  await see(MEANWHILE);
  await see('newer still');
  await press('Publish revision 1 again');
  expect(rollbackFlow).toHaveBeenLastCalledWith('flw_1', 4, { revision: 1, note: '' });
  expect(published).toHaveBeenLastCalledWith(answer, 4);
});
