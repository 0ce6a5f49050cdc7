import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { inProject } from '../../tools/environment/project-root.ts';
import { launchChromium } from '../support/chromium.ts';
import { buildPages } from './build-pages.ts';
import type { Candidate } from './candidate.ts';
import { LIBRARY_IDS, measureLibrary } from './library/measure.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { type FigureResult, formatFigure, formatResult, type Result, summarize } from './report.ts';
import { type Scenario, visit, type Visit } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { measureManyRows, measureManySpaces } from './scrolling/measure.ts';
import { startServers } from './servers.ts';
import { longestChain } from './trace/exchange.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (!existsSync(inProject('dist/app/browser/index.html'))) {
    throw new Error('There is no production build. Run "npm run build" first.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-bench-'));
  try {
    const results = await measureAll(folder, options);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those that compare pages over the same servers. */
const PAGE_IDS = ['S1', 'S2', 'S3', 'S4'];
const IDS = [...PAGE_IDS, ...LIBRARY_IDS, 'S6', 'S7'];

type AnyResult = Result | FigureResult;

async function measureAll(folder: string, options: BenchOptions): Promise<readonly AnyResult[]> {
  const unknown = options.only?.find((id) => !IDS.includes(id));
  if (unknown !== undefined)
    throw new Error(`--only: there is no ${unknown}, but ${[...IDS].sort().join(', ')}.`);
  const isWanted = (id: string): boolean => options.only?.includes(id) ?? true;
  const browser = await launchChromium();
  const results: AnyResult[] = [];
  const report = (result: AnyResult): void => {
    process.stdout.write(`${'lines' in result ? formatFigure(result) : formatResult(result)}\n\n`);
    results.push(result);
  };
  try {
    if (PAGE_IDS.some(isWanted))
      for (const result of await measurePages(browser, folder, options)) results.push(result);
    for (const id of LIBRARY_IDS.filter(isWanted)) {
      await attempt(id, async () => report(await measureLibrary(browser, id, options.visits)));
    }
    if (isWanted('S6')) {
      const compare = async (scenario: Scenario): Promise<void> =>
        report(await compareSides(browser, scenario, options.visits));
      await attempt('S6', async () => report(await measureManySpaces(browser, join(folder, 'S6'), compare)));
    }
    if (isWanted('S7')) {
      await attempt('S7', async () => report(await measureManyRows(browser, join(folder, 'S7'))));
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

async function measurePages(
  browser: Browser,
  folder: string,
  options: BenchOptions,
): Promise<readonly Result[]> {
  await buildPages(join(folder, 'pages'));
  const servers = await startServers(folder);
  try {
    const all = await scenarios(browser, servers);
    const wanted = all.filter(({ id }) => options.only?.includes(id) ?? true);
    const results: Result[] = [];
    for (const scenario of wanted) {
      await attempt(scenario.id, async () => {
        const result = await compareSides(browser, scenario, options.visits);
        process.stdout.write(`${formatResult(result)}\n\n`);
        results.push(result);
      });
    }
    return results;
  } finally {
    await servers.stop();
  }
}

/** Visits both sides in turns; each is first as often as the other. */
async function compareSides(browser: Browser, scenario: Scenario, visits: number): Promise<Result> {
  const visitOnce = (candidate: Candidate): Promise<Visit> => visit(browser, candidate, scenario.shown);
  const { application, alternative } = scenario;
  const done = new Map<Candidate, Visit[]>([
    [application, []],
    [alternative, []],
  ]);
  // Not counted: the servers read their files and compile their code.
  for (const candidate of done.keys()) await visitOnce(candidate);
  for (let round = 0; round < visits; round += 1) {
    const order = round % 2 === 0 ? [application, alternative] : [alternative, application];
    for (const candidate of order) done.get(candidate)?.push(await visitOnce(candidate));
  }
  const applicationVisits = done.get(application) ?? [];
  const alternativeVisits = done.get(alternative) ?? [];
  const [applicationFigures, alternativeFigures] = [
    summarize(applicationVisits),
    summarize(alternativeVisits),
  ];
  const ratio = applicationFigures.milliseconds / alternativeFigures.milliseconds;
  return {
    id: scenario.id,
    title: scenario.title,
    visits,
    application: applicationFigures,
    alternative: alternativeFigures,
    ratio,
    goal: scenario.goal,
    isMet: ratio <= scenario.goal,
    applicationSequence: sequenceOf(applicationVisits),
    alternativeSequence: sequenceOf(alternativeVisits),
  };
}

function sequenceOf(visits: readonly Visit[]): readonly string[] {
  return longestChain(visits.at(-1)?.exchanges ?? []).map(({ what }) => what);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
