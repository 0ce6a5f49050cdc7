import type { Page } from '@playwright/test';

/**
 * Watches a page from now on.
 * @returns what the browser reports, as it comes: errors of the console, and errors that the page did not catch
 */
export function watchProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    problems.push(`${message.text()} ${message.location().url}`.trimEnd());
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  return problems;
}
