export default {
  test: {
    environment: 'jsdom',
    include: ['*.vitest.mjs'],
    // A machine that does other work besides.
    testTimeout: 30_000,
    // Angular's packages and the library share one copy of Angular.
    server: { deps: { inline: [/ngx-qlik/, /@angular/] } },
  },
};
