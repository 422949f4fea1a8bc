import { defineConfig } from 'vite';

/** The front door of `npm start`, for the development server. */
const target = process.env['PORTAL_URL'] ?? 'http://127.0.0.1:8080';
/** Under the address that the browser asked: the way back from a sign-in leads to it. */
const portal = { target, changeOrigin: false };

export default defineConfig({
  base: '/console/',
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: process.env['SCREEN_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What antd's files say to servers that render React.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  // The portal puts another nonce in its place with every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  server: { proxy: { '/v1': portal, '/sandbox': portal, '/console/settings.json': portal } },
});
