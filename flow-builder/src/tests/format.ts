/** Flow tests, `tsunagi.flow-test/1`, as `flow-model` reads them. */
import { isRecord } from '../document/read';
import type { Value } from '../engine/types';

export const TEST_FORMAT = 'tsunagi.flow-test/1';

export interface Expectation {
  text?: string;
  contains?: string;
  options?: string[];
  image?: string;
}

export type TestStep =
  | { say: string }
  | { pick: string }
  | { expect: Expectation }
  /** `90s`, `10m`, `1h30m`. */
  | { wait: string }
  | { expect_end: true }
  | { expect_handover: { queue: string; reason_contains?: string } }
  | { hand_back: true }
  | { expect_variable: { name: string; value: Value } };

export interface HttpMock {
  match: { method?: string; url: string };
  times?: number;
  answer?: { status: number; body?: Value };
  fail?: string;
}

export interface FlowTest {
  format: typeof TEST_FORMAT;
  flow: string;
  name: string;
  channel: string;
  language: string;
  start_at: string;
  customer?: { name?: string; phone?: string; email?: string };
  opening?: string;
  seed?: number;
  steps: TestStep[];
  mocks?: { http: HttpMock[] };
}

export function readTest(value: unknown): FlowTest | null {
  if (!isRecord(value) || value['format'] !== TEST_FORMAT || !Array.isArray(value['steps'])) return null;
  return value as unknown as FlowTest;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

export function writeDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  if (rest === 0) return '0s';
  return UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count > 0 ? `${count}${unit}` : '';
  }).join('');
}
