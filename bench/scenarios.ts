import type { Browser } from '@playwright/test';
import type { Candidate, Scenario } from './scenario.ts';
import type { Servers } from './servers.ts';
import { signIn, signInToServer } from './sign-in.ts';

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const USER = 'Ada Lovelace';
const SERVER_USER = { userName: String.raw`SANDBOX\ada`, password: 'ada-sandbox' };

/** The scenarios of the design's figures that can be measured so far. */
export async function scenarios(browser: Browser, servers: Servers): Promise<readonly Scenario[]> {
  const { tenant, server, ours, alternatives, connectionId, serverConnectionId, clientId } = servers;
  const { accessToken, expiresAt } = await signIn(browser, {
    tenant,
    clientId,
    redirectUri: `${ours}/oauth-callback.html`,
    userName: USER,
  });
  const ourStorage = {
    [`ngx-qlik:oauth2:tokens:${connectionId}`]: JSON.stringify({
      accessToken,
      expiresAt,
      host: tenant,
      clientId,
    }),
  };
  const bench = (settings: object): Record<string, string> => ({ bench: JSON.stringify(settings) });
  const cookies = await signInToServer(browser, { server, ...SERVER_USER });
  const area = `${ours}/connections/${connectionId}`;
  const rows: Candidate = {
    name: '@qlik/api',
    address: `${alternatives}/hypercube.html`,
    storage: bench({ host: tenant, token: accessToken, clientId, ...FIRST_ROWS }),
  };
  const serverRows: Candidate = {
    name: '@qlik/api',
    address: `${alternatives}/hypercube.html`,
    storage: bench({ host: server, ...FIRST_ROWS }),
    cookies,
  };
  return [
    {
      id: 'S1',
      title: 'cold page to first spaces on screen',
      goal: 1.25,
      ours: { name: 'ours', address: `${area}/spaces`, storage: ourStorage },
      alternative: {
        name: 'by hand',
        address: `${alternatives}/spaces.html`,
        storage: bench({ tenant, token: accessToken }),
      },
      shownTexts: await spaceNames(tenant, accessToken),
    },
    {
      id: 'S2',
      title: 'cold page to first hypercube rows on screen, cloud',
      goal: 1,
      ours: { name: 'ours', address: `${area}/apps/${FLIGHTS}?view=data`, storage: ourStorage },
      alternative: rows,
      shownTexts: await rowTexts(browser, rows),
    },
    {
      id: 'S4',
      title: 'cold page to first hypercube rows on screen, client-managed',
      goal: 0.4,
      ours: {
        name: 'ours',
        address: `${ours}/connections/${serverConnectionId}/apps/${FLIGHTS}?view=data`,
        storage: {},
        cookies,
      },
      alternative: serverRows,
      shownTexts: await rowTexts(browser, serverRows),
    },
  ];
}

/** What the application's data table shows first: the app's first master dimension and first two measures, by title. */
const FIRST_ROWS = {
  appId: FLIGHTS,
  dimensions: ['dim-date'],
  measures: ['msr-average-delay', 'msr-average-distance'],
  height: 100,
};

async function spaceNames(tenant: string, token: string): Promise<readonly string[]> {
  const answer = await fetch(`${tenant}/api/v1/spaces?limit=100`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { data } = (await answer.json()) as { data: readonly { name: string }[] };
  if (data.length === 0) throw new Error('There are no spaces to show.');
  return data.map(({ name }) => name);
}

/** The first cell of each of the first rows, as the other side shows them. */
async function rowTexts(browser: Browser, candidate: Candidate): Promise<readonly string[]> {
  const context = await browser.newContext();
  try {
    if (candidate.cookies) await context.addCookies(candidate.cookies);
    const page = await context.newPage();
    await page.addInitScript((storage) => {
      for (const [key, value] of Object.entries(storage)) sessionStorage.setItem(key, value);
    }, candidate.storage);
    await page.goto(candidate.address);
    await page.locator('tr').first().waitFor();
    const texts = await page.locator('tr td:first-child').allTextContents();
    if (texts.some((text) => text.trim() === ''))
      throw new Error('A row without a value cannot be looked for.');
    return texts;
  } finally {
    await context.close();
  }
}
