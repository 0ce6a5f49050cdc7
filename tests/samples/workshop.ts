// cspell:ignore embeddedtheme
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { isFree } from '../../tools/processes/free-port.ts';
import { healthyOrStopped } from '../../tools/processes/wait-until-healthy.ts';
import { start } from '../consumers/commands.ts';
import { salesAnalytics, WORKSHOP_SHEET } from './apps/sales-analytics.ts';
import { configure } from './configuration.ts';
import { startContentDelivery } from './content-delivery.ts';
import { openPages, type SamplePage } from './pages.ts';
import type { Result } from './results.ts';
import { copySample, installSample, type RunSample } from './run.ts';
import { type SampleSandbox, startSampleSandbox } from './sandbox.ts';
import { openSignedIn } from './sign-in.ts';

/** Its server listens here, whatever the settings say. */
const PORT = 3000;
const ORIGIN = `http://localhost:${PORT}`;
const CLIENT = 'sandbox-spa-trusted';
const START_LIMIT_SECONDS = 30;
const NOT_RUN: readonly Result[] = [
  {
    part: 'page: self-service',
    outcome: 'not run',
    reason: 'has no embed before the reader has added one in a step of the tutorial',
  },
  {
    part: 'bin/qlik-connect-tenant.js',
    outcome: 'not run',
    reason: 'gets a tenant from a service of Qlik’s on the internet; what it writes is written by the script',
  },
];

/** The workshop's pages, with the ids that its tutorial fills in. */
export const runWorkshop: RunSample = async (run) => {
  if (!(await isFree(PORT)))
    throw new Error(`The workshop's server needs the port ${PORT}, which is in use.`);
  const copy = copySample(run, 'src/hello-world.html');
  await installSample(copy, run);
  const sandbox = await startSampleSandbox(run.workplace, { origins: [ORIGIN], app: salesAnalytics() });
  const delivery = await startContentDelivery(join(run.workplace, 'delivered'), sandbox.certificate);
  try {
    setUp(copy, sandbox);
    const server = start({ folder: copy, logs: run.workplace, env: sandbox.env }, ['npm', 'start']);
    await healthyOrStopped(server, `${ORIGIN}/config`, START_LIMIT_SECONDS);
    try {
      return [...(await openPages({ ...{ run, delivery }, prefix: 'workshop', pages: PAGES })), ...NOT_RUN];
    } finally {
      await server.stop();
    }
  } finally {
    await delivery.stop();
    await sandbox.stop();
  }
};

function setUp(copy: string, { origin, appId }: SampleSandbox): void {
  const config = {
    host: origin,
    codespaceHostname: `${ORIGIN}/`,
    clientId: CLIENT,
    redirectUri: `${ORIGIN}/oauth-callback.html`,
    appId,
    sheetId: WORKSHOP_SHEET,
    assistantId: 'sandbox-assistant',
  };
  writeFileSync(join(copy, 'config.js'), `export default ${JSON.stringify(config, undefined, 2)};\n`);
  configure(copy, [
    { file: 'src/oauth-callback.html', from: /(?<=data-host=")[^"]+/, to: origin },
    ...['index', 'classic-app'].map((name) => ({ file: `src/${name}.html`, from: '<app-id>', to: appId })),
    { file: 'src/classic-app.html', from: '<sheet-id>', to: WORKSHOP_SHEET },
    { file: 'src/index.html', from: '<object-id>', to: 'ZxDKp' },
    { file: 'src/index.html', from: '<chart-type>', to: 'barchart' },
    { file: 'src/index.html', from: '[Dimension1]', to: '[CategoryName]' },
    { file: 'src/index.html', from: '[Measure1]', to: '[#Customers]' },
    { file: 'src/index.html', from: 'Expression2', to: 'Sales' },
    { file: 'src/charts.html', from: '<APP-ID>', to: appId },
    { file: 'src/charts.html', from: '<OBJECT-ID>', to: 'ZxDKp' },
    {
      file: 'src/charts.html',
      from: '<!-- see 3.1 qlik-embed web components configuration script -->',
      to: `<script crossorigin="anonymous" type="application/javascript" src="https://cdn.jsdelivr.net/npm/@qlik/embed-web-components"
        data-host="${origin}" data-client-id="${CLIENT}" data-redirect-uri="${config.redirectUri}" data-auth-type="Oauth2"
        data-access-token-storage="session" data-auto-redirect="true"></script>`,
    },
  ]);
}

const pageOf = (name: string, charts: number, more: Partial<SamplePage> = {}): SamplePage => ({
  name,
  charts,
  open: (page) => openSignedIn(page, `${ORIGIN}/${name}.html`),
  ...more,
});

/** A file of Qlik's own content delivery network. */
const THEME_LIST = /fetching theme list/;

const PAGES: readonly SamplePage[] = [
  pageOf('hello-answers', 0, {
    check: (page) => page.getByText('Ask').first().waitFor(),
    // It has no preview to update.
    expectedErrors: /firstChild|innerHTML/,
  }),
  pageOf('hello-world', 1, { expectedErrors: THEME_LIST }),
  // The network makes one module of a package there, which is more than delivering it.
  pageOf('hello-get-data', 1, { expectedErrors: new RegExp(`${THEME_LIST.source}|\\+esm: 404`) }),
  pageOf('hello-classic-app', 2, { expectedErrors: THEME_LIST }),
  pageOf('hello-chart-on-fly', 0, {
    check: (page) => page.getByText('Sportswear').first().waitFor(),
    // Its lists of chart types and fields are not in the page.
    expectedErrors: new RegExp(`${THEME_LIST.source}|'addEventListener'`),
  }),
  pageOf('hello-create-cube', 0, { check: (page) => page.getByText('Sandals').first().waitFor() }),
  // The button that its script wants is added in a step of the tutorial, and its theme is uploaded in another.
  pageOf('index', 5, { expectedErrors: /'addEventListener'|embeddedtheme\/file\/theme\.json: 404/ }),
  pageOf('classic-app', 3),
  // Its jQuery is commented out.
  pageOf('charts', 1, { expectedErrors: /jQuery/ }),
  {
    name: 'charts-pie',
    charts: 1,
    open: (page: Page) => page.click('#btn-pie'),
  },
];
