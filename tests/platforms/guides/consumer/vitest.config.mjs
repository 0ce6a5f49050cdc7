export default {
  test: {
    environment: 'jsdom',
    unstubGlobals: true,
    setupFiles: ['setup.mjs'],
    include: ['all.vitest.mjs'],
    // Angular's packages and the library share one copy of Angular.
    server: { deps: { inline: [/ngx-qlik/, /@angular/] } },
  },
};
