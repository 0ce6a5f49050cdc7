import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Expects that axe finds nothing wrong with the page as it is.
 * @param excluded what is drawn by somebody else's code
 */
export async function expectAccessible(page: Page, excluded: readonly string[] = []): Promise<void> {
  // By the debugger, which the page's Content-Security-Policy does not concern.
  await page.evaluate(SOURCE);
  const violations = await page.evaluate(
    async ({ rules, exclude }) => {
      // A change of colours that is under way is nothing to be judged.
      const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      await frame();
      const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
      await Promise.allSettled(transitions.map(({ finished }) => finished));
      const { axe: run } = window as unknown as { axe: typeof axe };
      const results = await run.run({ exclude }, { runOnly: rules });
      return results.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
      }));
    },
    { rules: RULES, exclude: [...excluded] },
  );
  expect(violations).toEqual([]);
}

/** Expects that nothing makes the reader scroll sideways, once the page has taken in the size of its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const measure = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  await expect
    .poll(measure, { message: 'pixels that the page is wider than its window' })
    .toBeLessThanOrEqual(0);
}
