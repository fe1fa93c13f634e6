/** Flows as files, and copies of flows. */
import { useQueryClient } from '@tanstack/react-query';
import type { FlowSummary } from '@tsunagi/api-client';
import { isProblem } from '@tsunagi/api-client';
import { toast, useErrorText } from '@tsunagi/ui';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';

import { createFlow, flowKeys, readFlow } from '../api/flows';
import { isRecord, readDocument } from '../document/read';
import { exportFlow } from '../editor/operations';
import { useT } from '../texts';

export interface FlowFiles {
  chooseFile: () => void;
  duplicate: (flow: FlowSummary) => Promise<void>;
  exportFile: (flow: FlowSummary) => Promise<void>;
}

export function useFlowFiles(): FlowFiles {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  return useMemo(() => {
    const guarded = async (work: () => Promise<void>) => {
      try {
        await work();
        await client.invalidateQueries({ queryKey: flowKeys.all });
      } catch (error) {
        toast({ tone: 'bad', text: errorText(error) });
      }
    };
    return {
      duplicate: (flow) =>
        guarded(async () => {
          const { document, tests } = await readFlow(flow.id);
          await createUnderFreeName(t('list.copyName', { name: flow.name }), document, tests);
        }),
      exportFile: (flow) =>
        guarded(async () => {
          exportFlow(flow.name, (await readFlow(flow.id)).document as Record<string, unknown>);
        }),
      chooseFile: () => {
        const input = Object.assign(document.createElement('input'), { type: 'file', accept: '.json,application/json' });
        input.addEventListener('change', () => {
          const file = input.files?.[0];
          if (!file) return;
          void guarded(async () => {
            const value = parse(await file.text());
            if (!isRecord(value) || !readDocument(value)) {
              toast({ tone: 'bad', text: t('list.importFailed') });
              return;
            }
            const name = file.name.replace(/(\.flow)?\.json$/i, '').replace(/[^\p{L}\p{N} _-]/gu, ' ').trim();
            const flow = await createUnderFreeName(name || 'flow', value, []);
            toast({ tone: 'good', text: t('list.imported', { name: flow.name }) });
            await navigate(`/flows/${flow.id}`);
          });
        });
        input.click();
      },
    };
  }, [client, navigate, errorText, t]);
}

/** `name`, else `name 2`, `name 3` … */
async function createUnderFreeName(name: string, document: Record<string, unknown>, tests: Record<string, unknown>[]) {
  for (let number = 1; ; number += 1) {
    try {
      return await createFlow({ name: number === 1 ? name : `${name} ${number}`, document, tests });
    } catch (error) {
      if (!isProblem(error) || error.status !== 409 || number >= 20) throw error;
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
