import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { buildPages } from '../build-pages.ts';
import type { FigureResult } from '../report.ts';
import type { Scenario } from '../scenario.ts';
import { signInToTenant, spacesScenario } from '../scenarios.ts';
import { type Servers, startServers } from '../servers.ts';
import { measureDataTable } from './data-table.ts';
import { measureSpaceLists, type SpaceList } from './space-list.ts';

export const ORDERS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1004';
const ROWS = 1_000_000;
const SHORT_LIST = 100;
const LONG_LIST = 10_000;

/** Runs some work with newly started servers. */
export async function withServers<T>(
  folder: string,
  sandboxOptions: readonly string[],
  work: (servers: Servers) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  await buildPages(join(folder, 'pages'));
  const servers = await startServers(folder, { sandboxArgs: sandboxOptions });
  try {
    return await work(servers);
  } finally {
    await servers.stop();
  }
}

/** S6: the first page of many spaces, and the memory that all of them take. */
export async function measureManySpaces(
  browser: Browser,
  folder: string,
  compare: (scenario: Scenario) => Promise<void>,
): Promise<FigureResult> {
  const listOf = async (servers: Servers, count: number): Promise<SpaceList> => {
    const { area, applicationStorage } = await signInToTenant(browser, servers);
    return {
      candidate: { name: 'application', address: `${area}/spaces`, storage: applicationStorage },
      count,
    };
  };
  return withServers(join(folder, 'many'), ['--spaces', String(LONG_LIST)], async (many) => {
    const signedIn = await signInToTenant(browser, many);
    const title = `first of ${LONG_LIST} spaces`;
    await compare(await spacesScenario(many, signedIn, { id: 'S6', title }));
    return withServers(join(folder, 'few'), ['--spaces', String(SHORT_LIST)], async (few) =>
      measureSpaceLists(browser, await listOf(few, SHORT_LIST), await listOf(many, LONG_LIST)),
    );
  });
}

/** S7: the data table of an app with a million rows. */
export async function measureManyRows(browser: Browser, folder: string): Promise<FigureResult> {
  return withServers(join(folder, 'rows'), ['--big-app-rows', String(ROWS)], async (servers) => {
    const { area, applicationStorage } = await signInToTenant(browser, servers);
    const address = `${area}/apps/${ORDERS}?view=data`;
    return measureDataTable(browser, { name: 'application', address, storage: applicationStorage }, ROWS);
  });
}
