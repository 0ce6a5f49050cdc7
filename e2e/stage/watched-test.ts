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

/** Leaves to Qlik's charts what they do not catch when their object or session goes while they ask the engine. This library catches its own calls. */
export function leaveToCharts(pageErrors: string[], message: string): void {
  pageErrors.splice(0, pageErrors.length, ...pageErrors.filter((text) => text !== message));
}
