/** For tests: components inside an editor that has one flow open. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';

import { end, flow } from '../../document/tests/build';
import { type Services, ServicesProvider } from '../services';
import { createEditorStore, EditorProvider, type EditorState } from '../store';

type Store = ReturnType<typeof createEditorStore>;

/** Draws `children` with what the editor shows, and the services that the test looks at. */
export async function opened(
  shown: Partial<EditorState>,
  servicesOf: (store: Store) => Partial<Services>,
  children: ReactNode,
): Promise<Root> {
  const store = createEditorStore({
    id: 'flw_1',
    name: 'Orders',
    document: flow({ a: end }),
    tests: [],
    savedAt: '2026-11-22T00:00:00Z',
    language: 'en',
    canEdit: true,
    canPublish: true,
    published: 2,
  });
  store.getState().set(shown);
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <EditorProvider value={store}>
          <ServicesProvider value={{ store, ...servicesOf(store) } as Services}>{children}</ServicesProvider>
        </EditorProvider>
      </QueryClientProvider>,
    ),
  );
  return root;
}
