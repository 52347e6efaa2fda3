import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** While developing, the page talks to a server, as it does when the dispatcher serves it. */
const talkToServer: Plugin = {
  name: 'muster-talk-to-server',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('content="page"', 'content="server"'),
};

/** `npm run build` puts the page into `dist`: the dispatcher serves it from there, and so can any static server, below any path. */
export default defineConfig({
  root,
  base: './',
  plugins: [react(), talkToServer],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no inline scripts, and modern browsers need no preload polyfill.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: process.env.MUSTER_SERVER ?? 'http://127.0.0.1:8080', ws: true } },
  },
});
