/**
 * How large a node is and where its ports are, computed from its content. The canvas never measures the page:
 * 2,000 nodes open without a layout pass, and wires reach nodes that are not drawn.
 */
import type { Exit } from '../document/exits';

export const NODE_WIDTH = 248;
export const HEAD = 34;
export const LINE = 19;
export const SAVED = 24;
export const PORT_ROW = 26;
export const PAD = 8;
const MAX_LINES = 3;
/** Width of a line of text, in halves of a CJK character. */
const LINE_UNITS = 34;

export interface NodeShape {
  width: number;
  height: number;
  lines: number;
  /** Vertical centre of each exit's port. */
  ports: { name: string; y: number }[];
}

export function shapeOf(summary: string, saves: boolean, exits: readonly Exit[]): NodeShape {
  const lines = linesOf(summary);
  const body = HEAD + (lines > 0 ? lines * LINE + PAD : 0) + (saves ? SAVED : 0);
  const ports = exits.map((exit, index) => ({ name: exit.name, y: body + index * PORT_ROW + PORT_ROW / 2 }));
  return { width: NODE_WIDTH, height: body + exits.length * PORT_ROW + (exits.length > 0 ? 6 : 2), lines, ports };
}

export function commentShape(text: string): NodeShape {
  const lines = Math.max(2, Math.min(12, countLines(text, LINE_UNITS)));
  return { width: NODE_WIDTH, height: lines * LINE + 2 * PAD + 8, lines, ports: [] };
}

function linesOf(text: string): number {
  return text === '' ? 0 : Math.min(MAX_LINES, countLines(text, LINE_UNITS));
}

function countLines(text: string, units: number): number {
  let lines = 0;
  for (const paragraph of text.split('\n')) {
    let width = 0;
    for (const character of paragraph.slice(0, 600)) width += widthOf(character);
    lines += Math.max(1, Math.ceil(width / units));
  }
  return lines;
}

function widthOf(character: string): number {
  if (character === ' ') return 0.6;
  return (character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1.08;
}
