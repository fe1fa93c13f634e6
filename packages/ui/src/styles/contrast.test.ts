import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--tn-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    [light ?? '', dark ?? ''] as const,
  ]),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function check(front: string, back: string, least: number) {
  const [fronts, backs] = [tokens.get(front), tokens.get(back)];
  if (!fronts || !backs) throw new Error(`no such token: ${front} or ${back}`);
  expect.soft(contrast(fronts[0], backs[0]), `${front} on ${back}, light`).toBeGreaterThanOrEqual(least);
  expect.soft(contrast(fronts[1], backs[1]), `${front} on ${back}, dark`).toBeGreaterThanOrEqual(least);
}

const SURFACES = ['bg', 'surface', 'sunken', 'floating'];
const MEANINGS = ['accent', 'good', 'warn', 'bad', ...['message', 'question', 'logic', 'world', 'people', 'voice'].map((it) => `family-${it}`)];

describe('AA contrast', () => {
  it.each(['text', 'text-2', 'text-3'])('%s on every surface', (text) => {
    for (const surface of SURFACES) check(text, surface, 4.5);
  });

  it.each(MEANINGS)('%s as text on cards and on its own soft ground', (meaning) => {
    check(meaning, 'surface', 4.5);
    check(meaning, `${meaning}-soft`, 4.5);
  });

  it('text on filled buttons', () => {
    check('on-accent', 'accent', 4.5);
    check('on-accent', 'accent-hover', 4.5);
    check('on-bad', 'bad', 4.5);
  });

  it('bounds of controls', () => {
    for (const surface of SURFACES) check('line-strong', surface, 3);
  });
});
