import { defineConfig } from 'vite';

/**
 * The console as files: nothing inline, so that its Content-Security-Policy can forbid that, and every name but that of
 * the page bears a hash, so that it is cached for ever.
 */
export default defineConfig({
  root: import.meta.dirname,
  // One place behind the one address, on one machine and behind CloudFront.
  base: '/console/',
  // Without DRM, subtitles and other audio tracks: half the size.
  resolve: { alias: { 'hls.js': 'hls.js/light' } },
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // React Query marks its files for frameworks that render on a server; this one has none.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      // A view is a file, and what several of them use is one: dozens of small files are sent in more bytes.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              priority: 2,
              test: /[\\/]console[\\/](parts|text|api|system|look)[\\/]|[\\/]node_modules[\\/](?!hls\.js)/,
            },
            { name: 'runs', priority: 1, test: /[\\/]console[\\/]runs[\\/]/ },
          ],
        },
      },
    },
  },
});
