// cspell:ignore REDIRECTURI WLHFK Dbku
import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsAt } from '../consumers/commands.ts';
import { findSitePort, serveFiles } from '../consumers/site.ts';
import { configure, envFile, type Setting } from './configuration.ts';
import { startContentDelivery } from './content-delivery.ts';
import { FLIGHTS } from './demo-apps.ts';
import { openPages, type SamplePage } from './pages.ts';
import { copySample, installSample, type OldPackages, type RunSample, type SampleRun } from './run.ts';
import { type SampleSandbox, startSampleSandbox } from './sandbox.ts';
import { openSignedIn } from './sign-in.ts';

const CLIENT = 'sandbox-spa-trusted';
/** A KPI has to have two measures there. */
const [SHEET, CHART, KPI] = ['flights-overview', 'flights-by-state', 'all-kpi'];

/** Of the configuration of their linter: the registry does not have these versions any more. */
const STYLE_PACKAGES = ['@qlik/eslint-config', '@qlik/prettier-config'];

/** A sample that Vite builds, and how it is set up and shown. */
interface ViteSample {
  readonly prefix: string;
  readonly marker: string;
  /** Sets host, client and ids in the copy. */
  readonly setUp: (copy: string, place: { readonly origin: string; readonly sandbox: SampleSandbox }) => void;
  readonly old?: OldPackages;
  /** Files outside of the build that the development server serves too. */
  readonly served?: readonly string[];
  readonly pages: (origin: string) => readonly SamplePage[];
}

/** The example pages of `@qlik/embed-react`, and those of the web components that are beside them. */
export const runReact: RunSample = (run) =>
  runVite(run, {
    prefix: 'react',
    marker: 'src/examples/SheetList.tsx',
    setUp: (copy, { origin, sandbox }) =>
      configure(copy, [
        ...['src/App.tsx', 'oauth-callback.html', 'embed-web-components/classic-app.html'].map((file) => ({
          ...{ file, from: /https:\/\/[\w.-]+\.eu\.qlik-stage\.com/, to: sandbox.origin },
        })),
        ...['src/App.tsx', 'embed-web-components/classic-app.html'].flatMap((file): readonly Setting[] => [
          { file, from: 'https://localhost:4000', to: origin },
          { file, from: '<client-id-here>', to: CLIENT },
          { file, from: '<app-id-here>', to: FLIGHTS },
          { file, from: '<sheet-id-here>', to: SHEET },
        ]),
        { file: 'src/App.tsx', from: '<object-id-here>', to: CHART },
      ]),
    served: ['embed-web-components', 'src/qlik-embed.css'],
    pages: (origin) => [
      { name: 'home', charts: 0, open: (page) => page.goto(origin) },
      { name: 'analytics-chart', charts: 1, open: (page) => openSignedIn(page, `${origin}/analytics-chart`) },
      { name: 'classic-app', charts: 3, open: (page) => openSignedIn(page, `${origin}/classic-app`) },
      {
        name: 'sheet-list',
        charts: 0,
        open: (page) => openSignedIn(page, `${origin}/sheet-list`),
        check: (page) => page.getByText('Routes').first().waitFor(),
      },
      {
        name: 'web-components-home',
        charts: 0,
        open: (page) => page.goto(`${origin}/embed-web-components/home.html`),
      },
      {
        name: 'web-components-classic-app',
        charts: 3,
        open: (page) => openSignedIn(page, `${origin}/embed-web-components/classic-app.html`),
      },
    ],
  });

/** Example pages of `@qlik/embed-react` with charts that the page draws itself. */
export const runReactCustomCharts: RunSample = (run) =>
  runVite(run, {
    prefix: 'react-custom-charts',
    marker: 'src/examples/CustomCharts.tsx',
    old: { instead: { '@qlik/embed-react': '^2.0.0' } },
    setUp: (copy, { origin, sandbox }) => {
      writeFileSync(
        join(copy, '.env'),
        envFile({
          VITE_TENANT_HOST: sandbox.origin,
          VITE_TENANT_CLIENTID: CLIENT,
          VITE_TENANT_REDIRECTURI: `${origin}/oauth-callback.html`,
        }),
      );
      const example = (name: string) => `src/examples/${name}.tsx`;
      const names = [
        'AnalyticsChart',
        'AnalyticsSheet',
        'ClassicApp',
        'ClassicChart',
        'CustomCharts',
        'SheetList',
      ];
      configure(copy, [
        { file: 'oauth-callback.html', from: /https:\/\/[\w.-]+\.us\.qlikcloud\.com/, to: sandbox.origin },
        ...names.map((name) => ({
          file: example(name),
          from: 'd6152f1d-c366-4471-8aa6-7ae473e63f59',
          to: FLIGHTS,
        })),
        ...['AnalyticsSheet', 'ClassicApp'].map((name) => ({
          file: example(name),
          from: 'XuWLHFK',
          to: SHEET,
        })),
        ...['AnalyticsChart', 'ClassicChart', 'CustomCharts'].map((name) => ({
          ...{ file: example(name), from: 'SqDbku', to: CHART },
        })),
        { file: example('CustomCharts'), from: /mTjVeM|NXfLpP|jhTmTRy/, to: KPI },
        { file: example('CustomCharts'), from: /678b46e5-[\w-]+|RdPNMDa/, to: CHART },
      ]);
    },
    pages: (origin) => [
      { name: 'home', charts: 0, open: (page) => page.goto(origin) },
      { name: 'analytics-chart', charts: 1, open: (page) => openSignedIn(page, `${origin}/analytics-chart`) },
      { name: 'analytics-sheet', charts: 3, open: (page) => openSignedIn(page, `${origin}/analytics-sheet`) },
      { name: 'classic-app', charts: 3, open: (page) => openSignedIn(page, `${origin}/classic-app`) },
      { name: 'classic-charts', charts: 1, open: (page) => openSignedIn(page, `${origin}/classic-charts`) },
      {
        name: 'sheet-list',
        charts: 0,
        open: (page) => openSignedIn(page, `${origin}/sheet-list`),
        check: (page) => page.getByText('Routes').first().waitFor(),
      },
      { name: 'custom-charts', charts: 2, open: (page) => openSignedIn(page, `${origin}/custom-charts`) },
    ],
  });

async function runVite(run: SampleRun, sample: ViteSample) {
  const copy = copySample(run, sample.marker);
  await installSample(copy, run, { without: STYLE_PACKAGES, ...sample.old });
  const port = await findSitePort();
  const origin = `https://localhost:${port}`;
  const sandbox = await startSampleSandbox(run.workplace, { origins: [origin] });
  const delivery = await startContentDelivery(join(run.workplace, 'delivered'), sandbox.certificate);
  try {
    sample.setUp(copy, { origin, sandbox });
    // Its development server makes a certificate with a program from the internet; what it would serve is built instead.
    await commandsAt({ folder: copy, logs: run.workplace })(['npx', 'vite', 'build']);
    const built = join(copy, 'dist');
    for (const path of sample.served ?? [])
      if (existsSync(join(copy, path))) cpSync(join(copy, path), join(built, path), { recursive: true });
    const site = await serveFiles(built, port, sandbox.certificate);
    try {
      return await openPages({ ...{ run, delivery }, prefix: sample.prefix, pages: sample.pages(origin) });
    } finally {
      await site.stop();
    }
  } finally {
    await delivery.stop();
    await sandbox.stop();
  }
}
