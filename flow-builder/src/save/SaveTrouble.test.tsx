// @vitest-environment happy-dom
import { ApiProblem } from '@tsunagi/api-client';
import { act } from 'react';
import type { Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { type DraftFlow, readFlow } from '../api/flows';
import { writeDocument } from '../document/read';
import { end, flow } from '../document/tests/build';
import { opened } from '../editor/tests/opened';
import { exportFlow } from '../editor/operations';
import { SaveTrouble } from './SaveTrouble';

vi.mock('../api/flows', () => ({ readFlow: vi.fn() }));
vi.mock('../editor/operations', () => ({ exportFlow: vi.fn() }));

const theirs = {
  id: 'flw_1',
  name: 'Orders',
  version: 9,
  updated_at: '2026-11-22T00:00:00Z',
  updated_by: { id: 'usr_2', name: 'Anna' },
  document: writeDocument(flow({ a: end, b: end })),
  tests: [],
} as unknown as DraftFlow;

let root: Root;
const keepMine = vi.fn(() => Promise.resolve({ type: 'saved', at: '' } as const));

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  localStorage.setItem('tsunagi.language', 'en');
});
afterEach(() => act(() => root.unmount()));

async function show(): Promise<void> {
  root = await opened({ save: { type: 'conflict' } }, () => ({ keepMine, takeTheirs: vi.fn() }), <SaveTrouble />);
}

const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((it) => it.textContent === name);
  if (!found) throw new Error(`there is no button ${name} in: ${document.body.textContent}`);
  return found;
};
const press = (name: string) => act(async () => button(name).click());
const see = (text: string) =>
  vi.waitFor(async () => {
    await act(() => Promise.resolve());
    expect(document.body.textContent).toContain(text);
  });

it.each([
  ['cannot be loaded', () => Promise.reject(ApiProblem.network(new TypeError()))],
  ['is no flow that can be shown', () => Promise.resolve({ ...theirs, document: { format: 'tsunagi.flow/9' } })],
])('a conflict whose other version %s has a way on', async (_name, answer) => {
  vi.mocked(readFlow).mockReset().mockImplementationOnce(answer).mockResolvedValue(theirs);
  await show();
  await see('Their version could not be loaded');
  expect(button('Keep mine').disabled).toBe(true);
  await press('Download mine');
  expect(exportFlow).toHaveBeenLastCalledWith('Orders (mine)', writeDocument(flow({ a: end })));
  await press('Try again');
  await see('Anna saved it');
  await press('Keep mine');
  expect(keepMine).toHaveBeenLastCalledWith(theirs);
});
