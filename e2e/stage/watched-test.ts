import { test as base } from '@playwright/test';

/** Playwright's `test`, which watches each page for errors that nobody caught and for what the Content-Security-Policy had to block. */
export const watchedTest = base.extend<{ pageErrors: string[] }>({
  pageErrors: [
    async ({ context }, use) => {
      const errors: string[] = [];
      context.on('weberror', (error) => errors.push(error.error().message));
      context.on('console', (message) => {
        if (/Content.Security.Policy/i.test(message.text())) errors.push(message.text());
      });
      await use(errors);
      base.expect(errors, 'errors that the page did not catch').toEqual([]);
    },
    { auto: true },
  ],
});
