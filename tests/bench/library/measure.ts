import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { median } from '../statistics.ts';
import type { FigureResult } from '../report.ts';
import { type LibraryStack, SILENT_CONNECTIONS, startLibraryStack } from './library-stack.ts';
import type { LibraryBench } from './page.ts';

/** What is measured of the library without the application. */
export const LIBRARY_IDS = ['S5', 'S9'] as const;

type LibraryFigure = (typeof LIBRARY_IDS)[number];

const S5_GOAL = 1.3;
/** By the number of connections, in microseconds. */
const S9_GOALS = [
  [SILENT_CONNECTIONS.length, 20],
  [50, 30],
] as const;
/** What a server elsewhere costs; without it the one processor that plays all servers decides. */
const LATENCY_MS = 40;
const CALLS = 20_000;

/** @param visits of each kind */
export async function measureLibrary(
  browser: Browser,
  id: LibraryFigure,
  visits: number,
): Promise<readonly FigureResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-bench-library-'));
  let stack: LibraryStack | undefined;
  try {
    stack = await startLibraryStack(browser, folder);
    return id === 'S5' ? [await parallelSignIn(stack, visits)] : await interceptorCosts(stack, visits);
  } finally {
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** S5: ten connections at once against the slowest one alone. */
async function parallelSignIn(stack: LibraryStack, visits: number): Promise<FigureResult> {
  const lines: string[] = [];
  let decisive = NaN;
  for (const latency of [0, LATENCY_MS]) {
    const alone = new Map<string, number[]>();
    const all: number[] = [];
    // The first round is not counted: the servers compile their code.
    for (let round = 0; round <= visits; round += 1) {
      for (const id of SILENT_CONNECTIONS) {
        const took = await stack.visit(latency, (page) => signIn(page, [id]));
        if (round > 0) alone.set(id, [...(alone.get(id) ?? []), took]);
      }
      const took = await stack.visit(latency, (page) => signIn(page, SILENT_CONNECTIONS));
      if (round > 0) all.push(took);
    }
    const [slowest = ['none', NaN] as const] = [...alone]
      .map(([id, times]) => [id, median(times)] as const)
      .sort(([, one], [, other]) => other - one);
    decisive = median(all) / slowest[1];
    lines.push(
      `${latency === 0 ? 'servers on this machine' : `${latency} ms to each server`}: all ten ${median(all).toFixed(0)} ms, ` +
        `the slowest alone (${slowest[0]}) ${slowest[1].toFixed(0)} ms, ratio ${decisive.toFixed(2)}`,
    );
  }
  return {
    id: 'S5',
    title: `ten connections signed in, ${LATENCY_MS} ms to servers`,
    comparedWith: 'the slowest of them alone',
    lines: [`medians of ${visits}, cold`, ...lines],
    figure: decisive,
    unit: ' ×',
    goal: S5_GOAL,
    isMet: decisive <= S5_GOAL,
  };
}

/** S9: what the interceptor adds to a call, with few connections and with many, in turns. */
async function interceptorCosts(stack: LibraryStack, visits: number): Promise<readonly FigureResult[]> {
  const measured = S9_GOALS.map(([connections, goal]) => ({
    ...{ connections, goal },
    added: [] as number[],
    plainTimes: [] as number[],
  }));
  for (let visit = 0; visit < visits; visit += 1) {
    for (const { connections, added, plainTimes } of measured) {
      const { intercepted, plain } = await stack.visit(0, (page) =>
        page.evaluate(
          async (given) => {
            const { libraryBench } = window as { libraryBench?: LibraryBench };
            if (!libraryBench) throw new Error('The page is not ready.');
            return libraryBench.callCosts(given);
          },
          { id: 'cloud-impersonation', calls: CALLS, connections },
        ),
      );
      added.push((intercepted - plain) * 1000);
      plainTimes.push(plain * 1000);
    }
  }
  return measured.map(({ connections, goal, added, plainTimes }) => {
    const figure = median(added);
    return {
      id: 'S9',
      title: `an HttpClient call through the interceptor, ${connections} connections`,
      comparedWith: 'the same call without it',
      lines: [
        `medians of ${visits} pages, ${CALLS} calls each, answered at once`,
        `without it ${median(plainTimes).toFixed(1)} µs, it adds ${figure.toFixed(1)} µs`,
      ],
      figure,
      unit: ' µs',
      goal,
      isMet: figure <= goal,
    };
  });
}

function signIn(page: Page, ids: readonly string[]): Promise<number> {
  return page.evaluate(async (wanted) => {
    const { libraryBench } = window as { libraryBench?: LibraryBench };
    if (!libraryBench) throw new Error('The page is not ready.');
    return libraryBench.signIn(wanted);
  }, ids);
}
