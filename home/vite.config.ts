import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `tsunagi serve` listens while the pages are developed.
const server = process.env['TSUNAGI_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    // The server has one address space for all front ends: each keeps its files under its own name.
    assetsDir: 'assets/home',
  },
  server: {
    proxy: {
      '/api': server,
      '/socket': { target: server, ws: true },
    },
  },
});
