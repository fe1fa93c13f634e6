/** The engine off the page's thread: checking 2,000 nodes must not hold up a key press. */
import { loadGuest } from './abi';
import { Engine } from './engine';

export interface Request {
  id: number;
  method: 'check' | 'compile' | 'step' | 'forget';
  parameters: unknown[];
}

export type Answer = { id: number; value: unknown } | { id: number; error: string };

const engine = load();

async function load(): Promise<Engine> {
  const response = await fetch('/assets/flow.wasm');
  if (!response.ok) throw new Error(`the engine answered ${response.status}`);
  return new Engine(await loadGuest(await response.arrayBuffer()));
}

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  let answer: Answer;
  try {
    const ready = await engine;
    const method = ready[data.method] as (...parameters: unknown[]) => unknown;
    answer = { id: data.id, value: method.apply(ready, data.parameters) };
  } catch (error) {
    answer = { id: data.id, error: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(answer);
};
