import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Where `tsunagi serve` listens while the page is developed.
const server = process.env['TSUNAGI_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/desk/',
  plugins: [react()],
  server: {
    proxy: {
      '/api': server,
      '/socket': { target: server, ws: true },
    },
  },
});
