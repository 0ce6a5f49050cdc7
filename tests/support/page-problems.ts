import type { Page } from '@playwright/test';

/**
 * Watches a page from now on.
 * @param isExpected tells which error of the console, a text and the address of its script or response, is none
 * @returns what the browser reports, as it comes: errors of the console, and errors that the page did not catch
 */
export function watchProblems(
  page: Page,
  isExpected: (error: string) => boolean = () => false,
): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const error = `${message.text()} ${message.location().url}`.trimEnd();
    if (!isExpected(error)) problems.push(error);
  });
  page.on('pageerror', ({ message }) => problems.push(message));
  return problems;
}
