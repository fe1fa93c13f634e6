import { describe, expect, it } from 'vitest';

import { applyChanges } from '../document/change';
import { connect, moveNodes } from '../document/edits';
import { ask, choice, end, flow, message } from '../document/tests/build';
import { commentShape, NODE_WIDTH, PORT_ROW, shapeOf } from './geometry';
import { GraphCache } from './graph';

const document = flow({
  a: message('a', { next: 'q' }),
  q: choice(['yes', 'no'], { 'option:yes': 'e', invalid: 'a' }),
  e: end,
});
const nobody: ReadonlySet<string> = new Set();

describe('the canvas', () => {
  it('redraws only what an edit touched', () => {
    const cache = new GraphCache();
    const before = cache.nodesOf(document, 'ja', 'en', nobody);
    const { document: moved } = applyChanges(document, moveNodes(document, { q: { x: 800, y: 80 } }).changes);
    const after = cache.nodesOf(moved, 'ja', 'en', nobody);
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, true]);
    expect(after[1]?.position).toEqual({ x: 800, y: 80 });
  });

  it('draws a wire per connected exit, and none to what is not there', () => {
    const cache = new GraphCache();
    cache.nodesOf(document, 'ja', 'en', nobody);
    const edges = cache.edgesOf(document, 'a/next');
    expect(edges.map(({ id, target, selected }) => [id, target, selected])).toEqual([
      ['a/next', 'q', true],
      ['q/option:yes', 'e', false],
      ['q/invalid', 'a', false],
    ]);
    const { document: dangling } = applyChanges(document, connect('a', 'next', 'ghost').changes);
    expect(cache.edgesOf(dangling, null).map((edge) => edge.id)).not.toContain('a/next');
    expect(cache.edgesOf(document, null)[1]).toBe(edges[1]);
  });

  it('gives every exit a port, in order and inside the node', () => {
    const cache = new GraphCache();
    const [node] = cache.nodesOf(flow({ q: ask('x') }), 'ja', 'en', nobody);
    const ports = node?.data.shape.ports ?? [];
    expect(ports.map((port) => port.name)).toEqual(['answered', 'invalid']);
    expect((ports[1]?.y ?? 0) - (ports[0]?.y ?? 0)).toBe(PORT_ROW);
    expect(ports.every((port) => port.y < (node?.height ?? 0))).toBe(true);
  });
});

describe('sizes', () => {
  it.each([
    ['', 0],
    ['短い', 1],
    ['ご注文番号を入力してください。番号は確認メールに書いてあります。', 2],
    ['one\ntwo\nthree\nfour', 3],
  ])('%j takes %i lines', (text, lines) => {
    expect(shapeOf(text, false, [])).toMatchObject({ width: NODE_WIDTH, lines });
  });

  it('grow with a comment, up to a limit', () => {
    expect(commentShape('a\n'.repeat(100)).lines).toBe(12);
  });
});
