export default {
  test: {
    environment: 'jsdom',
    include: ['*.vitest.mjs'],
    // Angular's packages and the library share one copy of Angular.
    server: { deps: { inline: [/ngx-qlik/, /@angular/] } },
  },
};
