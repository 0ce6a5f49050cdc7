// cspell:ignore analyticsselections analyticsfield classicapp analyticssheet classicchart analyticschart
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { healthyOrStopped } from '../../tools/processes/wait-until-healthy.ts';
import { start } from '../consumers/commands.ts';
import { findSitePort } from '../consumers/site.ts';
import { envFile } from './configuration.ts';
import { startContentDelivery } from './content-delivery.ts';
import { FLIGHTS } from './demo-apps.ts';
import { runOwnTests } from './own-tests.ts';
import { openPages } from './pages.ts';
import { copySample, installSample, type RunSample } from './run.ts';
import { startSampleSandbox } from './sandbox.ts';

const START_LIMIT_SECONDS = 30;
/** Its policy allows sockets to the tenant's name without a port: to this one. */
const HTTPS_PORT = 443;
/** The sections of its page, how many charts with colored marks an entry of each has, and which; by default the first. */
const SECTIONS: readonly (readonly [section: string, charts: number, entry?: string])[] = [
  ['analyticsselections', 0],
  ['analyticsfield', 0],
  ['classicapp', 12],
  ['analyticssheet', 12],
  ['classicchart', 1, 'barchart'],
  ['analyticschart', 1, 'barchart'],
];

/** The explorer of UIs and charts: its own tests, and each section of its page with the app of all chart types. */
export const runAutoObjects: RunSample = async (run) => {
  const copy = copySample(run, 'tests/embed.spec.ts');
  await installSample(copy, run, { instead: { '@qlik/api': '^2.0.0' } });
  const port = await findSitePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startSampleSandbox(run.workplace, { origins: [origin], port: HTTPS_PORT });
  const delivery = await startContentDelivery(join(run.workplace, 'delivered'), sandbox.certificate);
  try {
    const settings = {
      HOST: sandbox.origin,
      CLIENT_ID: 'sandbox-web',
      CLIENT_SECRET: 'sandbox-web-secret',
      APP_ID: FLIGHTS,
      SESSION_SECRET: 'a secret of this run only',
      PORT: String(port),
    };
    writeFileSync(join(copy, '.env'), envFile(settings));
    const place = {
      folder: copy,
      logs: run.workplace,
      env: { ...sandbox.env, CI: '', HOST_BIND: '127.0.0.1' },
    };
    const server = start(place, ['npm', 'start']);
    await healthyOrStopped(server, `${origin}/styles.css`, START_LIMIT_SECONDS);
    try {
      const tests = await runOwnTests(place, {
        configuration: 'playwright.config.ts',
        deliveryPort: delivery.port,
        // Its pictures show another app: they are taken anew.
        args: ['--update-snapshots=all'],
      });
      const pages = await openPages({
        ...{ run, delivery, prefix: 'auto-objects' },
        before: async (page) => {
          await page.goto(origin);
          await page.locator('#assets-status[data-tone="ready"]').waitFor();
        },
        pages: SECTIONS.map(([section, charts, entry]) => ({
          name: section,
          charts,
          open: async (page: Page) => {
            await page.click('#clear-all');
            const boxes = page
              .getByTestId(`picker-section-${section}`)
              .getByRole('checkbox', entry === undefined ? {} : { name: entry });
            await boxes.first().check();
            await page.locator(`#body-${section} qlik-embed`).first().scrollIntoViewIfNeeded();
          },
        })),
      });
      return [...tests, ...pages];
    } finally {
      await server.stop();
    }
  } finally {
    await delivery.stop();
    await sandbox.stop();
  }
};
