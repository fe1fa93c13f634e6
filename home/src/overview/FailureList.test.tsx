// @vitest-environment happy-dom
import type { Failure } from '@tsunagi/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { keys } from '../api/keys';
import { FailureList } from './FailureList';
import { en } from './texts';

const deadLetter: Failure = {
  id: 'queue.1',
  kind: 'dead_letter',
  at: '2026-11-22T00:00:00Z',
  what_en: '',
  what_ja: '',
  can_retry: true,
  can_dismiss: true,
  flow_waits: false,
  has_body: false,
};

let root: Root;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  localStorage.setItem('tsunagi.language', 'en');
});
afterEach(() => act(() => root.unmount()));

it.each([
  [true, en.failures.discardCallText],
  [false, en.failures.discardText],
])('says what deleting a message does before it is done, where a flow waits for it: %s', async (flow_waits, text) => {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  cache.setQueryData<Failure[]>(keys.failures, [{ ...deadLetter, flow_waits }]);
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () =>
    root.render(
      <QueryClientProvider client={cache}>
        <FailureList canRetry />
      </QueryClientProvider>,
    ),
  );
  const remove = [...document.querySelectorAll('button')].find((it) => it.textContent === en.failures.discard);
  await act(async () => remove?.click());
  expect(document.body.textContent).toContain(text);
});
