import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { Candidate } from '../candidate.ts';
import type { FigureResult } from '../report.ts';
import { signInToTenant } from '../scenarios.ts';
import { ORDERS, withServers } from '../scrolling/measure.ts';
import { median } from '../statistics.ts';
import { type Opening, openLargeApp } from './large-app.ts';

const ROWS = 1_000_000;
const FIRST_GOAL_SECONDS = 3;
const AGAIN_GOAL_SECONDS = 1;
const SILENCE_GOAL_SECONDS = 0.5;

/** S10: an app of a million rows that no user has opened since the server started, and again. @param visits each with new servers */
export async function measureLargeApp(
  browser: Browser,
  folder: string,
  visits: number,
): Promise<readonly FigureResult[]> {
  const [first, again]: [Opening[], Opening[]] = [[], []];
  for (let visit = 0; visit < visits; visit += 1) {
    const args = ['--big-app-rows', String(ROWS)];
    await withServers(join(folder, String(visit)), args, async (servers) => {
      const { area, applicationStorage } = await signInToTenant(browser, servers);
      const candidate: Candidate = {
        name: 'application',
        address: `${area}/apps/${ORDERS}?view=data`,
        storage: applicationStorage,
      };
      first.push(await openLargeApp(browser, candidate));
      again.push(await openLargeApp(browser, candidate));
    });
  }
  const secondsOf = (openings: readonly Opening[], of: 'firstRowsMs' | 'longestSilenceMs'): number =>
    median(openings.map((opening) => opening[of])) / 1000;
  const result = (
    title: string,
    comparedWith: string,
    { figure, goal, lines = [] }: { figure: number; goal: number; lines?: readonly string[] },
  ): FigureResult => ({
    ...{ id: 'S10', title, comparedWith, figure, goal, unit: ' s', isMet: figure <= goal },
    lines: [`medians of ${visits}, each with new servers`, ...lines],
  });
  const rows = `an app of ${ROWS.toLocaleString('en')} rows`;
  const firstTextMs = median(first.map((opening) => opening.firstTextMs));
  return [
    result(`first rows of ${rows}`, 'its first opening on the server', {
      figure: secondsOf(first, 'firstRowsMs'),
      goal: FIRST_GOAL_SECONDS,
      lines: [`shown from ${firstTextMs.toFixed(0)} ms on: ${first.at(-1)?.texts.join(' → ') ?? ''}`],
    }),
    result(`first rows of ${rows}, opened again`, 'an opening at once', {
      figure: secondsOf(again, 'firstRowsMs'),
      goal: AGAIN_GOAL_SECONDS,
    }),
    result("longest wait for the engine's progress", 'the first of these openings', {
      figure: secondsOf(first, 'longestSilenceMs'),
      goal: SILENCE_GOAL_SECONDS,
    }),
  ];
}
