import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { start } from '../consumers/commands.ts';
import { findSitePort } from '../consumers/site.ts';
import { healthyOrStopped } from '../../tools/processes/wait-until-healthy.ts';
import { consumerSales } from './apps/consumer-sales.ts';
import { envFile } from './configuration.ts';
import { startContentDelivery } from './content-delivery.ts';
import { openPages } from './pages.ts';
import { runOwnTests } from './own-tests.ts';
import { copySample, installSample, type RunSample } from './run.ts';
import { startSampleSandbox } from './sandbox.ts';

const START_LIMIT_SECONDS = 30;
/** The settings that the sample has for its own app; {@link consumerSales} has the same. */
const APP_SETTINGS = {
  SHEET_ID: 'uyXmT',
  OBJECT_ID: 'QaqJ',
  FIELD_ID: 'City',
  HYPERCUBE_DIMENSION: 'Product Type',
  HYPERCUBE_MEASURE: '=Sum([Sales Amount])',
  MASTER_DIMENSION: 'Product Type',
  MASTER_MEASURE: 'Sales $',
};

/** Qlik's sample of user impersonation: its own tests in Chromium, and each section of its page. */
export const runImpersonation: RunSample = async (run) => {
  const copy = copySample(run, 'tests/qlik-content-verification.spec.js');
  await installSample(copy, run);
  const port = await findSitePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startSampleSandbox(run.workplace, { origins: [origin], app: consumerSales() });
  const delivery = await startContentDelivery(join(run.workplace, 'delivered'), sandbox.certificate);
  try {
    const settings = {
      OAUTH_BACKEND_CLIENT_ID: 'sandbox-web',
      OAUTH_BACKEND_CLIENT_SECRET: 'sandbox-web-secret',
      OAUTH_FRONTEND_CLIENT_ID: 'sandbox-web',
      OAUTH_FRONTEND_CLIENT_SECRET: 'sandbox-web-secret',
      SESSION_SECRET: 'a secret of this run only',
      TENANT_URI: sandbox.host,
      APP_ID: sandbox.appId,
      ASSISTANT_ID: 'sandbox-assistant',
      AGENTIC_ASSISTANT_ID: 'sandbox-assistant',
      ...APP_SETTINGS,
      PORT: String(port),
      USER_PREFIX: 'oauth_gen_',
    };
    writeFileSync(join(copy, '.env'), envFile(settings));
    const place = { folder: copy, logs: run.workplace, env: { ...sandbox.env, CI: '' } };
    const server = start(place, ['npm', 'start']);
    await healthyOrStopped(server, `${origin}/login`, START_LIMIT_SECONDS);
    try {
      const tests = await runOwnTests(place, {
        configuration: 'playwright.config.js',
        deliveryPort: delivery.port,
      });
      const sections = await openPages({
        ...{ run, delivery },
        prefix: 'impersonation',
        before: async (page) => {
          await page.goto(`${origin}/login`);
          await page.click('#loginButton:not([disabled])');
          await page.waitForURL(`${origin}/`);
        },
        pages: [
          ...SECTIONS.map(([section, charts]) => ({
            name: section,
            charts,
            open: (page: Page) => page.click(`.sb-sidenav a[href="#${section}"]`),
          })),
          ...['piechart', 'linechart'].map((type, index) => ({
            name: `on-the-fly-${type}`,
            charts: 1,
            open: async (page: Page) => {
              if (index === 0) await page.click('.sb-sidenav a[href="#on-the-fly"]');
              await page.selectOption('#chartType', type);
            },
          })),
        ],
      });
      return [...tests, ...sections];
    } finally {
      await server.stop();
    }
  } finally {
    await delivery.stop();
    await sandbox.stop();
  }
};

/** The sections of its page, and whether a chart has to be painted in each. */
const SECTIONS: readonly (readonly [section: string, charts: number])[] = [
  ['sheet-nav', 3],
  ['classic-app', 3],
  ['analytics-chart', 1],
  ['on-the-fly', 1],
  ['classic-chart', 1],
  ['field', 0],
  ['analytics-chart-data', 0],
  ['agentic-assistant', 0],
  ['ai-assistant', 0],
];
