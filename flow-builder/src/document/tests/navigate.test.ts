import { expect, it } from 'vitest';
import { neighbour } from '../navigate';
import { ask, end, flow, message } from './build';

const document = flow({
  a: message('a', { next: 'q' }),
  q: ask('x', { answered: 'yes', invalid: 'no' }),
  yes: end,
  no: end,
});
document.layout.nodes = { a: { x: 0, y: 0 }, q: { x: 300, y: 0 }, yes: { x: 600, y: -100 }, no: { x: 600, y: 200 } };

it.each([
  ['a', 'right', 'q'],
  ['q', 'right', 'yes'],
  ['yes', 'down', 'no'],
  ['no', 'up', 'yes'],
  ['no', 'left', 'q'],
  ['a', 'left', null],
  ['ghost', 'right', 'a'],
] as const)('from %s %s is %s', (from, direction, to) => {
  expect(neighbour(document, from, direction)).toBe(to);
});
