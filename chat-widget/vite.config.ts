import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** One script without modules or globals but `Tsunagi`, and the sample page beside it. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    target: 'es2022',
    lib: { entry: 'src/main.tsx', formats: ['iife'], name: 'tsunagiWidget', fileName: () => 'widget.js' },
  },
  plugins: [
    {
      name: 'demo-page',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'demo.html', source: readFileSync(new URL('demo/index.html', import.meta.url)) });
        this.emitFile({ type: 'asset', fileName: 'demo.js', source: readFileSync(new URL('demo/demo.js', import.meta.url)) });
      },
    },
  ],
  test: { environment: 'node', include: ['test/**/*.test.ts'] },
});
