import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { inProject } from '../scripts/environment/project-root.mjs';
import { buildPages } from './build-pages.ts';
import { formatLibraryResult, LIBRARY_IDS, type LibraryResult, measureLibrary } from './library/measure.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { formatResult, type Result, summarise } from './report.ts';
import { type Scenario, visit, type Visit } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { startServers } from './servers.ts';
import { longestChain } from './trace/exchange.ts';

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

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

async function measureAll(
  folder: string,
  options: BenchOptions,
): Promise<readonly (Result | LibraryResult)[]> {
  const isWanted = (id: string): boolean => options.only?.includes(id) ?? true;
  const browser = await chromium.launch({
    executablePath: process.env['CHROME_BIN'] ?? '/usr/bin/chromium',
    args: BROWSER_ARGUMENTS,
  });
  try {
    const results: (Result | LibraryResult)[] = [];
    const needsPages = options.only?.some((id) => !LIBRARY_IDS.some((each) => each === id)) ?? true;
    if (needsPages) results.push(...(await measurePages(browser, folder, options)));
    for (const id of LIBRARY_IDS.filter(isWanted)) {
      const result = await measureLibrary(browser, id, options.visits);
      process.stdout.write(`${formatLibraryResult(result)}\n\n`);
      results.push(result);
    }
    return results;
  } finally {
    await browser.close();
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
    if (wanted.length === 0) {
      const ids = [...all.map(({ id }) => id), ...LIBRARY_IDS];
      throw new Error(`--only: there are ${ids.join(', ')}.`);
    }
    const results: Result[] = [];
    for (const scenario of wanted) {
      const result = await measure(scenario, options.visits, (candidate) =>
        visit(browser, candidate, scenario.shownTexts),
      );
      process.stdout.write(`${formatResult(result)}\n\n`);
      results.push(result);
    }
    return results;
  } finally {
    await servers.stop();
  }
}

/** Takes turns, and lets each side begin as often as the other. */
async function measure(
  scenario: Scenario,
  visits: number,
  visitOnce: (candidate: Scenario['ours']) => Promise<Visit>,
): Promise<Result> {
  const { ours, alternative } = scenario;
  const done = new Map<Scenario['ours'], Visit[]>([
    [ours, []],
    [alternative, []],
  ]);
  // Not counted: the servers read their files and compile their code.
  for (const candidate of done.keys()) await visitOnce(candidate);
  for (let round = 0; round < visits; round += 1) {
    const order = round % 2 === 0 ? [ours, alternative] : [alternative, ours];
    for (const candidate of order) done.get(candidate)?.push(await visitOnce(candidate));
  }
  const ourVisits = done.get(ours) ?? [];
  const otherVisits = done.get(alternative) ?? [];
  const [ourFigures, otherFigures] = [summarise(ourVisits), summarise(otherVisits)];
  const ratio = ourFigures.milliseconds / otherFigures.milliseconds;
  return {
    id: scenario.id,
    title: scenario.title,
    visits,
    ours: ourFigures,
    alternative: otherFigures,
    ratio,
    goal: scenario.goal,
    isMet: ratio <= scenario.goal,
    ourSequence: sequenceOf(ourVisits),
    alternativeSequence: sequenceOf(otherVisits),
  };
}

function sequenceOf(visits: readonly Visit[]): readonly string[] {
  return longestChain(visits.at(-1)?.exchanges ?? []).map(({ what }) => what);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
