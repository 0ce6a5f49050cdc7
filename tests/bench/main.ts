import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { inProject } from '../../tools/environment/project-root.ts';
import { launchChromium } from '../support/chromium.ts';
import { buildPages } from './build-pages.ts';
import { compareSides, type Comparison } from './compare.ts';
import { writeDocument } from './document.ts';
import { builtRelease, latestRelease } from './former-release.ts';
import { LIBRARY_IDS, measureLibrary } from './library/measure.ts';
import { measureLargeApp } from './opening/measure.ts';
import { DistantNetwork } from './networks/distant-network.ts';
import type { Network } from './networks/network.ts';
import { type BenchOptions, PAGE_IDS, readOptions, USAGE } from './options.ts';
import { type FigureResult, formatComparison, formatFigure } from './report.ts';
import type { Scenario } from './scenario.ts';
import { scaleScenarios, MANY, SCALE_IDS } from './scale/scale-scenarios.ts';
import { writeManyChartsApp } from './scale/many-charts-app.ts';
import { scenarios } from './scenarios.ts';
import { measureManyRows, measureManySpaces } from './scrolling/measure.ts';
import { startServers } from './servers.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (!existsSync(inProject('dist/app/browser/index.html'))) {
    throw new Error('There is no production build. Run "npm run build" first.');
  }
  const unknown = options.only?.find((id) => !IDS.includes(id));
  if (unknown !== undefined)
    throw new Error(`--only: there is no ${unknown}, but ${[...IDS].sort().join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-bench-'));
  try {
    const results = await measureAll(folder, options);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
    if (options.write) {
      if (process.exitCode !== undefined) throw new Error('Not all could be measured: nothing is written.');
      await writeDocument(results, options.visits);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const IDS = [...PAGE_IDS, ...LIBRARY_IDS, 'S6', 'S7', 'S10', ...SCALE_IDS];

interface Results {
  readonly comparisons: Comparison[];
  /** Of pages with many parts. */
  readonly loads: Comparison[];
  readonly figures: FigureResult[];
}

async function measureAll(folder: string, options: BenchOptions): Promise<Results> {
  const isWanted = (id: string): boolean => options.only?.includes(id) ?? true;
  const results: Results = { comparisons: [], loads: [], figures: [] };
  const report = (...figures: readonly FigureResult[]): void => {
    for (const figure of figures) process.stdout.write(`${formatFigure(figure)}\n\n`);
    results.figures.push(...figures);
  };
  if (PAGE_IDS.some(isWanted)) results.comparisons.push(...(await measurePages(folder, options)));
  if (SCALE_IDS.some(isWanted)) results.loads.push(...(await measureLoads(join(folder, 'scale'), options)));
  const browser = await launchChromium();
  try {
    for (const id of LIBRARY_IDS.filter(isWanted)) {
      await attempt(id, async () => report(...(await measureLibrary(browser, id, options.visits))));
    }
    if (isWanted('S6')) {
      const compare = async (scenario: Scenario): Promise<void> => {
        const [cold] = await compareSides(browser, scenario, { network: 'loopback', visits: options.visits });
        if (cold) process.stdout.write(`${formatComparison(cold)}\n\n`);
      };
      await attempt('S6', async () => report(await measureManySpaces(browser, join(folder, 'S6'), compare)));
    }
    if (isWanted('S7')) {
      await attempt('S7', async () => report(await measureManyRows(browser, join(folder, 'S7'))));
    }
    if (isWanted('S10')) {
      await attempt('S10', async () =>
        report(...(await measureLargeApp(browser, join(folder, 'S10'), options.visits))),
      );
    }
    return results;
  } finally {
    await browser.close();
  }
}

/** Keeps the other results when one measurement fails: it is reported, and the exit code is 1. */
async function attempt(id: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(
      `${id} could not be measured: ${error instanceof Error ? error.message : String(error)}\n\n`,
    );
  }
}

async function measurePages(folder: string, options: BenchOptions): Promise<readonly Comparison[]> {
  const ref = options.release ?? latestRelease();
  if (ref === undefined)
    process.stderr.write('There is no release yet: --release <commit> compares with a former commit.\n\n');
  const release = ref === undefined ? undefined : builtRelease(ref);
  await buildPages(join(folder, 'pages'));
  const servers = await startServers(folder, { hasPeer: true, release });
  try {
    const comparisons: Comparison[] = [];
    for (const network of options.networks) {
      await onNetwork(network, servers.origins, async (browser) => {
        const wanted = (await scenarios(browser, servers)).filter(
          ({ id }) => options.only?.includes(id) ?? true,
        );
        for (const scenario of wanted) {
          await attempt(`${scenario.id}, ${network.title}`, async () => {
            const measured = await compareSides(browser, scenario, {
              network: network.id,
              visits: options.visits,
              isTraced: options.trace,
            });
            for (const each of measured) process.stdout.write(`${formatComparison(each)}\n\n`);
            comparisons.push(...measured);
          });
        }
      });
    }
    return comparisons;
  } finally {
    await servers.stop();
  }
}

/** Pages with many parts, on loopback: there the main thread decides, and round trips hide nothing. */
async function measureLoads(folder: string, { only, visits }: BenchOptions): Promise<readonly Comparison[]> {
  mkdirSync(folder);
  await buildPages(join(folder, 'pages'));
  const servers = await startServers(folder, {
    hasPeer: true,
    tenantCount: MANY,
    sandboxArgs: ['--app', writeManyChartsApp(folder, MANY)],
  });
  const measured: Comparison[] = [];
  try {
    const browser = await launchChromium();
    try {
      for (const scenario of await scaleScenarios(browser, servers)) {
        if (!(only?.includes(scenario.id) ?? true)) continue;
        await attempt(scenario.id, async () => {
          const both = await compareSides(browser, scenario, { network: 'loopback', visits });
          for (const each of both) process.stdout.write(`${formatComparison(each)}\n\n`);
          measured.push(...both);
        });
      }
    } finally {
      await browser.close();
    }
  } finally {
    await servers.stop();
  }
  return measured;
}

/** Runs some work with a browser that reaches the servers over a network. */
async function onNetwork(
  { conditions }: Network,
  origins: readonly string[],
  work: (browser: Browser) => Promise<void>,
): Promise<void> {
  const distant = conditions && (await DistantNetwork.start(origins, conditions));
  try {
    const browser = await launchChromium({ args: distant?.chromiumArgs ?? [] });
    try {
      await work(browser);
    } finally {
      await browser.close();
    }
  } finally {
    await distant?.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
