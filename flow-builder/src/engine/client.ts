/** The engine for the page: it runs in a worker and answers with promises. */
import type { CheckContext, Compiled, Problem, StepEvent, StepResult } from './types';
import type { Answer, Request } from './worker';

export interface EngineClient {
  check: (document: Record<string, unknown>, context: CheckContext) => Promise<readonly Problem[]>;
  compile: (
    document: Record<string, unknown>,
    flows: Readonly<Record<string, Record<string, unknown>>>,
  ) => Promise<Compiled>;
  step: (program: number, session: string | null, event: StepEvent) => Promise<StepResult>;
  forget: (program: number) => void;
}

function connect(): (method: Request['method'], parameters: unknown[]) => Promise<unknown> {
  let worker: Worker | null = null;
  let nextId = 1;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const start = (): Worker => {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    made.onmessage = ({ data }: MessageEvent<Answer>) => {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if ('error' in data) call?.reject(new Error(data.error));
      else call?.resolve(data.value);
    };
    made.onerror = () => {
      for (const call of waiting.values()) call.reject(new Error('the engine could not start'));
      waiting.clear();
      worker = null;
    };
    return made;
  };
  return (method, parameters) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, parameters } satisfies Request);
    });
}

const call = connect();

export const engine: EngineClient = {
  check: (document, context) => call('check', [document, context]) as Promise<readonly Problem[]>,
  compile: (document, flows) => call('compile', [document, flows]) as Promise<Compiled>,
  step: (program, session, event) => call('step', [program, session, event]) as Promise<StepResult>,
  forget: (program) => void call('forget', [program]),
};
