import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `cargo xtask up` serves the API, the engine's module and the built page; here they come from there.
const server = process.env['TSUNAGI_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/builder/',
  plugins: [react()],
  build: { target: 'es2022', sourcemap: true },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/assets/flow.wasm': server, '/login': server } },
  preview: { proxy: { '/api': server, '/assets/flow.wasm': server, '/login': server } },
});
