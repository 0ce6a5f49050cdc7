import { type Browser, chromium } from '@playwright/test';
import { launchOptions } from '../../tools/environment/launch-options.ts';

export { launchOptions };

/** What differs from the browser of the other tests. */
export interface BrowserOptions {
  /** Further arguments of Chromium. */
  readonly args?: readonly string[];
  /** Arguments of Playwright that are left out. */
  readonly ignoreDefaultArgs?: readonly string[];
}

/** Starts Chromium with the options that all tests have. The caller closes it. */
export function launchChromium({ args = [], ignoreDefaultArgs = [] }: BrowserOptions = {}): Promise<Browser> {
  const options = launchOptions();
  return chromium.launch({
    ...options,
    args: [...options.args, ...args],
    ignoreDefaultArgs: [...ignoreDefaultArgs],
  });
}
