import type { Browser } from '@playwright/test';
import { requestJson } from '../support/http-client.ts';
import { type Candidate, openCandidate } from './candidate.ts';
import type { Scenario } from './scenario.ts';
import type { Servers } from './servers.ts';
import { signIn, signInToServer } from './sign-in.ts';

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const USER = 'Ada Lovelace';
const SERVER_USER = { userName: String.raw`SANDBOX\ada`, password: 'ada-sandbox' };

/** A user signed in to the tenant, and where the token at hand goes on either side. */
export interface SignedIn {
  readonly accessToken: string;
  /** The session storage of a page of the application. */
  readonly applicationStorage: Readonly<Record<string, string>>;
  /** Address of the application's pages of the connection. */
  readonly area: string;
}

export async function signInToTenant(browser: Browser, servers: Servers): Promise<SignedIn> {
  const { tenant, application, connectionId, clientId } = servers;
  const { accessToken, expiresAt } = await signIn(browser, {
    tenant,
    clientId,
    redirectUri: `${application}/oauth-callback.html`,
    userName: USER,
  });
  const tokens = JSON.stringify({ accessToken, expiresAt, host: tenant, clientId });
  return {
    accessToken,
    // The library's key has connection, base address, host and client.
    applicationStorage: {
      [`ngx-qlik:oauth2:tokens:${connectionId} ${application}/ ${tenant} ${clientId}`]: tokens,
    },
    area: `${application}/connections/${connectionId}`,
  };
}

/** The first page of spaces, against fetches by hand: S1, and with many spaces S6. */
export async function spacesScenario(
  { tenant, alternatives }: Servers,
  { accessToken, applicationStorage, area }: SignedIn,
  { id, title }: Pick<Scenario, 'id' | 'title'>,
): Promise<Scenario> {
  return {
    id,
    title,
    goal: 1.25,
    application: { name: 'application', address: `${area}/spaces`, storage: applicationStorage },
    alternative: {
      name: 'by hand',
      address: `${alternatives}/spaces.html`,
      storage: bench({ tenant, token: accessToken }),
    },
    shown: { texts: await spaceNames(tenant, accessToken) },
  };
}

/** The scenarios of the design's figures that compare a page with another one. */
export async function scenarios(browser: Browser, servers: Servers): Promise<readonly Scenario[]> {
  const { tenant, server, application, alternatives, serverConnectionId, clientId } = servers;
  const signedIn = await signInToTenant(browser, servers);
  const { accessToken, applicationStorage, area } = signedIn;
  const cookies = await signInToServer(browser, { server, ...SERVER_USER });
  const tenantSettings = { host: tenant, token: accessToken, clientId };
  const rows: Candidate = {
    name: '@qlik/api',
    address: `${alternatives}/hypercube.html`,
    storage: bench({ ...tenantSettings, ...FIRST_ROWS }),
  };
  const serverRows: Candidate = {
    name: '@qlik/api',
    address: `${alternatives}/hypercube.html`,
    storage: bench({ host: server, ...FIRST_ROWS }),
    cookies,
  };
  return [
    await spacesScenario(servers, signedIn, { id: 'S1', title: 'cold page to first spaces on screen' }),
    {
      id: 'S2',
      title: 'cold page to first hypercube rows on screen, cloud',
      goal: 1,
      application: {
        name: 'application',
        address: `${area}/apps/${FLIGHTS}?view=data`,
        storage: applicationStorage,
      },
      alternative: rows,
      shown: { texts: await rowTexts(browser, rows) },
    },
    {
      id: 'S3',
      title: 'cold page to first chart painted',
      goal: 1,
      application: {
        name: 'application',
        address: `${area}/apps/${FLIGHTS}?chart=flights-by-state`,
        storage: applicationStorage,
      },
      alternative: {
        name: '@qlik/embed-web-components',
        address: `${alternatives}/chart.html`,
        storage: bench(tenantSettings),
      },
      shown: { marks: true },
    },
    {
      id: 'S4',
      title: 'cold page to first hypercube rows on screen, client-managed',
      goal: 0.4,
      application: {
        name: 'application',
        address: `${application}/connections/${serverConnectionId}/apps/${FLIGHTS}?view=data`,
        storage: {},
        cookies,
      },
      alternative: serverRows,
      shown: { texts: await rowTexts(browser, serverRows) },
    },
  ];
}

function bench(settings: object): Record<string, string> {
  return { bench: JSON.stringify(settings) };
}

/** What the application's data table shows first: the app's first master dimension and first two measures, by title. */
const FIRST_ROWS = {
  appId: FLIGHTS,
  dimensions: ['dim-date'],
  measures: ['msr-average-delay', 'msr-average-distance'],
  height: 100,
};

async function spaceNames(tenant: string, token: string): Promise<readonly string[]> {
  const { data } = (await requestJson(`${tenant}/api/v1/spaces?limit=50&sort=%2Bname`, {
    headers: { authorization: `Bearer ${token}` },
  })) as { data: readonly { name: string }[] };
  if (data.length === 0) throw new Error('There are no spaces to show.');
  return data.map(({ name }) => name);
}

/** The first cell of each of the first rows, as the other side shows them. */
async function rowTexts(browser: Browser, candidate: Candidate): Promise<readonly string[]> {
  const { page, close } = await openCandidate(browser, candidate);
  try {
    await page.locator('tr').first().waitFor();
    const texts = await page.locator('tr td:first-child').allTextContents();
    if (texts.some((text) => text.trim() === ''))
      throw new Error('A row without a value cannot be looked for.');
    return texts;
  } finally {
    await close();
  }
}
