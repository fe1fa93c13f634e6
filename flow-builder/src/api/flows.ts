/** Flows on the server. */
import {
  type Flow,
  type FlowSummary,
  idempotencyKey,
  ifMatch,
  isProblem,
  type NewFlow,
  type PublishPreview,
  type PublishRequest,
  type Revision,
  type RollbackRequest,
  unwrap,
} from '@tsunagi/api-client';

import type { Draft, SendResult } from '../save/saver';
import { api } from './client';

export const flowKeys = {
  all: ['flows'] as const,
  preview: (id: string, revision?: number) => ['flows', id, 'preview', revision] as const,
  revisions: (id: string) => ['flows', id, 'revisions'] as const,
};

export const listFlows = (): Promise<FlowSummary[]> => unwrap(api.GET('/api/v1/flows'));

/** `updated_by` is who saved the draft last, where the server says so. */
export type DraftFlow = Flow & { updated_by?: { id: string; name: string } | null };

export const readFlow = (id: string): Promise<DraftFlow> =>
  unwrap(api.GET('/api/v1/flows/{id}', { params: { path: { id } } }));

export const createFlow = (flow: NewFlow): Promise<Flow> =>
  unwrap(api.POST('/api/v1/flows', { body: flow, headers: { 'idempotency-key': idempotencyKey() } }));

export async function deleteFlow(id: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/flows/{id}', { params: { path: { id } } }));
}

/** What publishing the draft would do or, with `revision`, publishing that one again. */
export const previewPublish = (id: string, revision?: number): Promise<PublishPreview> =>
  unwrap(
    api.GET('/api/v1/flows/{id}/publish-preview', {
      params: { path: { id }, ...(revision === undefined ? {} : { query: { revision } }) },
    }),
  );

/** Publishes what was looked at, which is `version`. */
export const publishFlow = (id: string, version: number, request: PublishRequest): Promise<Flow> =>
  unwrap(
    api.POST('/api/v1/flows/{id}/publish', {
      params: { path: { id }, header: { 'if-match': ifMatch(version) } },
      body: request,
    }),
  );

export const listRevisions = (id: string): Promise<Revision[]> =>
  unwrap(api.GET('/api/v1/flows/{id}/revisions', { params: { path: { id } } }));

/** Publishes an earlier revision again, in the place of what was looked at, which is `version`. */
export const rollbackFlow = (id: string, version: number, request: RollbackRequest): Promise<Flow> =>
  unwrap(
    api.POST('/api/v1/flows/{id}/rollback', {
      params: { path: { id }, header: { 'if-match': ifMatch(version) } },
      body: request,
    }),
  );

/** Saves a draft on top of `version`. Failing is a result, not an exception: the saver decides what follows. */
export async function sendDraft(id: string, draft: Draft, version: number): Promise<SendResult> {
  try {
    const flow = await unwrap(
      api.PATCH('/api/v1/flows/{id}', {
        params: { path: { id }, header: { 'if-match': ifMatch(version) } },
        body: { document: draft.document, name: draft.name, tests: draft.tests },
      }),
    );
    return { type: 'saved', version: flow.version, at: flow.updated_at };
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.code === 'network' || error.status >= 500 || error.status === 429) return { type: 'offline' };
    if (error.status === 409 || error.status === 412) return { type: 'conflict' };
    return { type: 'refused', detail: error.detail || error.title };
  }
}
