import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';

/** What a page may pay for the chat before anybody opens it. */
const WIDGET_GZIP_BYTES = 30 * 1024;

const root = new URL('..', import.meta.url).pathname;

it(`widget.js is one file of at most ${WIDGET_GZIP_BYTES} bytes gzipped that evaluates no strings`, async () => {
  const built = await build({ root, logLevel: 'silent', build: { write: false } });
  const output = [built].flat().flatMap((it) => ('output' in it ? it.output : []));
  expect(output.map((it) => it.fileName).toSorted()).toEqual(['demo.html', 'demo.js', 'widget.js']);
  const script = output.find((it) => it.type === 'chunk')?.code ?? '';
  expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(WIDGET_GZIP_BYTES);
  expect(/\beval\(|new Function\b/.exec(script)).toBeNull();
});

it.each(['src', '../packages/webchat-client/src'])('no source in %s writes HTML', (folder) => {
  const sources = join(root, folder);
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((it) => /\.tsx?$/.test(it));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    expect(readFileSync(join(sources, file), 'utf8')).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/i);
  }
});
