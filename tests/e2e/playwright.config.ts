import { defineConfig } from '@playwright/test';
import { launchOptions } from '../support/chromium.ts';

const browser = launchOptions();
const isInTestRun = process.env['CI'] !== undefined;

/** End-to-end tests: the production build behind the backend, and a sandbox. Each worker has its own. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.e2e.ts',
  globalSetup: './fixtures/global-setup.ts',
  outputDir: '../../test-results',
  // Tests wait for the browser, the servers and their own time limits, so two processors have room for three.
  workers: 3,
  projects: [
    // All auth types on one page, which the tests share one after another; see fault-view.ts. First, so that the others run in parallel.
    { name: 'faults', testMatch: '**/e2e/faults/**/*.e2e.ts', workers: 1 },
    { name: 'specs', testIgnore: '**/e2e/faults/**', fullyParallel: true },
  ],
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: isInTestRun,
  reporter: [
    ['list'],
    // Into the file that PLAYWRIGHT_JSON_OUTPUT_NAME names.
    ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] === undefined ? [] : [['json'] as const]),
    ['./fault-table/reporter.ts'],
  ],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    // A progress bar alone takes a tenth of a processor as long as a page waits for something.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // Recording all of them makes a run half as long again; `--trace on` records while one is being written.
    trace: 'on-first-retry',
    // Pages live too short for what the compiler in the middle saves: without it they need about 5 % less processor time.
    launchOptions: { ...browser, args: [...browser.args, '--js-flags=--no-maglev'] },
  },
});
