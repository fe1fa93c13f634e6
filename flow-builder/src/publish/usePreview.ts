/** What publishing would do, and how it is done: only to the version that was looked at. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Flow, isProblem } from '@tsunagi/api-client';
import { toast, useErrorText } from '@tsunagi/ui';
import { useState } from 'react';

import { flowKeys, previewPublish } from '../api/flows';
import { useServices } from '../editor/services';
import { useEditor } from '../editor/store';
import { useT } from '../texts';

/** Of the draft or, with `revision`, of publishing that one again. */
export function usePreview(revision?: number) {
  const { flush, version } = useServices();
  const flowId = useEditor((state) => state.flowId);
  return useQuery({
    queryKey: flowKeys.preview(flowId, revision),
    queryFn: async () => {
      // The server compares what it has: the draft goes there first.
      await flush();
      const preview = await previewPublish(flowId, revision);
      return { ...preview, isForeign: preview.version !== version() };
    },
    gcTime: 0,
  });
}

/** `publish` asks for what was looked at; where the flow changed since, it is looked at again. */
export function usePublishing(preview: ReturnType<typeof usePreview>, publish: (version: number) => Promise<Flow>) {
  const t = useT();
  const { store, published } = useServices();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    if (!preview.data) return;
    const { version } = preview.data;
    setBusy(true);
    try {
      const flow = await publish(version);
      published(flow, version);
      store.getState().set({ dialog: 'none' });
      toast({ tone: 'good', text: t('publish.done', { number: flow.published?.number ?? 0 }) });
      await client.invalidateQueries({ queryKey: flowKeys.all });
    } catch (problem) {
      // The sheet itself says so.
      if (!isProblem(problem, 'version_changed')) toast({ tone: 'bad', text: errorText(problem) });
      await preview.refetch();
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, submit };
}
