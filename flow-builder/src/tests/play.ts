/** Plays the flow's tests where publishing will: on the server, on the draft that is saved there. */
import type { TestResult } from '@tsunagi/api-client';

import { previewPublish } from '../api/flows';
import type { Services } from '../editor/services';

export type Played =
  /** The server has other tests than the ones on the screen: the draft is not saved, or somebody else saved. */
  | { type: 'unsaved' }
  | { type: 'changed' }
  | { type: 'played'; isBlocked: boolean; results: ReadonlyMap<Record<string, unknown>, TestResult> };

export async function playTests({ store, flush, version }: Pick<Services, 'store' | 'flush' | 'version'>): Promise<Played> {
  if ((await flush()).type !== 'saved') return { type: 'unsaved' };
  const { flowId, tests } = store.getState();
  const saved = version();
  const preview = await previewPublish(flowId);
  if (preview.version !== saved) return { type: 'changed' };
  return {
    type: 'played',
    isBlocked: preview.problems.some((problem) => problem.severity === 'error'),
    results: new Map(preview.tests.flatMap((result, index) => (tests[index] ? [[tests[index], result]] : []))),
  };
}
