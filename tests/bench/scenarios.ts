import type { Browser } from '@playwright/test';
import { requestJson } from '../support/http-client.ts';
import { type Candidate, openCandidate } from './candidate.ts';
import type { Scenario, Side } from './scenario.ts';
import type { Servers, Tenant } from './servers.ts';
import { type SignIn, signIn, signInToServer } from './sign-in.ts';

export const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const USER = 'Ada Lovelace';
const SERVER_USER = { userName: String.raw`SANDBOX\ada`, password: 'ada-sandbox' };

/** A user signed in to the tenant, and where the token at hand goes on each side. */
export interface SignedIn extends SignIn {
  /** The session storage of a page of the application. */
  readonly applicationStorage: Readonly<Record<string, string>>;
  /** Address of the application's pages of the connection. */
  readonly area: string;
}

export async function signInToTenant(browser: Browser, servers: Servers): Promise<SignedIn> {
  const { tenant, application, connectionId, clientId } = servers;
  const signedIn = await signIn(browser, {
    tenant,
    clientId,
    redirectUri: `${application}/oauth-callback.html`,
    userName: USER,
  });
  return {
    ...signedIn,
    applicationStorage: tokensOf(servers, { id: connectionId, host: tenant }, signedIn),
    area: `${application}/connections/${connectionId}`,
  };
}

/** The session storage of a page that is signed in to a connection with that token. */
export function tokensOf(
  { application, release, clientId }: Servers,
  { id, host }: Tenant,
  { accessToken, expiresAt }: SignIn,
): Readonly<Record<string, string>> {
  const tokens = JSON.stringify({ accessToken, expiresAt, host, clientId });
  // The library's key has connection, base address, host and client.
  return Object.fromEntries(
    [application, release].flatMap((origin) =>
      origin === undefined ? [] : [[`ngx-qlik:oauth2:tokens:${id} ${origin}/ ${host} ${clientId}`, tokens]],
    ),
  );
}

/** The first page of spaces: S1, and with many spaces S6. */
export async function spacesScenario(
  servers: Servers,
  { accessToken, applicationStorage, area }: SignedIn,
  { id, title }: Pick<Scenario, 'id' | 'title'>,
): Promise<Scenario> {
  const { tenant, bare } = servers;
  const application: Candidate = {
    name: 'application',
    address: `${area}/spaces`,
    storage: applicationStorage,
  };
  return {
    id,
    title,
    candidates: {
      application,
      ...peerOf(servers, '/spaces', { storage: peerStorage(servers, accessToken) }),
      bare: {
        name: 'fetches by hand',
        address: `${bare}/spaces.html`,
        storage: bench({ tenant, token: accessToken }),
      },
      ...releaseOf(servers, application),
    },
    shown: { texts: await spaceNames(tenant, accessToken) },
  };
}

/** The scenarios that compare pages of the application with pages of others: S1 to S4. */
export async function scenarios(browser: Browser, servers: Servers): Promise<readonly Scenario[]> {
  const { tenant, server, bare, serverConnectionId, clientId } = servers;
  const signedIn = await signInToTenant(browser, servers);
  const { accessToken, applicationStorage: storage, area } = signedIn;
  const cookies = await signInToServer(browser, { server, ...SERVER_USER });
  const tenantSettings = { host: tenant, token: accessToken, clientId };
  const inTenant = { storage: peerStorage(servers, accessToken) };

  const rows: Candidate = {
    name: '@qlik/api',
    address: `${bare}/hypercube.html`,
    storage: bench({ ...tenantSettings, ...FIRST_ROWS }),
  };
  const serverRows: Candidate = {
    name: '@qlik/api',
    address: `${bare}/hypercube.html`,
    storage: bench({ host: server, ...FIRST_ROWS }),
    cookies,
  };
  const scenarioOf = (
    { id, title, shown }: Pick<Scenario, 'id' | 'title' | 'shown'>,
    application: Candidate,
    others: Partial<Record<Side, Candidate>>,
  ): Scenario => ({
    ...{ id, title, shown },
    candidates: { application, ...others, ...releaseOf(servers, application) },
  });
  return [
    await spacesScenario(servers, signedIn, { id: 'S1', title: 'first spaces' }),
    scenarioOf(
      { id: 'S2', title: 'first rows of an app', shown: { texts: await rowTexts(browser, rows) } },
      { name: 'application', address: `${area}/apps/${FLIGHTS}?view=data`, storage },
      { ...peerOf(servers, '/data', inTenant), bare: rows },
    ),
    scenarioOf(
      { id: 'S3', title: 'first chart', shown: { marks: true } },
      { name: 'application', address: `${area}/apps/${FLIGHTS}?chart=flights-by-state`, storage },
      {
        ...peerOf(servers, '/chart', inTenant),
        bare: {
          name: '@qlik/embed-web-components',
          address: `${bare}/chart.html`,
          storage: bench(tenantSettings),
        },
      },
    ),
    scenarioOf(
      {
        id: 'S4',
        title: 'first rows of an app, client-managed',
        shown: { texts: await rowTexts(browser, serverRows) },
      },
      {
        name: 'application',
        address: `${servers.application}/connections/${serverConnectionId}/apps/${FLIGHTS}?view=data`,
        storage: {},
        cookies,
      },
      { ...peerOf(servers, '/server-data', { storage: {}, cookies }), bare: serverRows },
    ),
  ];
}

function bench(settings: object): Record<string, string> {
  return { bench: JSON.stringify(settings) };
}

/** A page of the peer, where there is one. */
export function peerOf(
  { peer }: Servers,
  path: string,
  signedIn: Pick<Candidate, 'storage' | 'cookies' | 'viewport'>,
): { readonly peer?: Candidate } {
  return peer === undefined
    ? {}
    : { peer: { name: 'Angular without ngx-qlik', address: peer + path, ...signedIn } };
}

/** The same page of the former build, where there is one. */
function releaseOf({ application, release }: Servers, page: Candidate): { readonly release?: Candidate } {
  return release === undefined
    ? {}
    : {
        release: { ...page, name: 'former release', address: page.address.replace(application, release) },
      };
}

/** Where `@qlik/api` has a token in the session storage: `getTopicFromOauthHostConfig` of its code. */
export function peerStorage({ clientId }: Servers, accessToken: string): Readonly<Record<string, string>> {
  return { [`qlik-qmfe-api-${clientId}_user_default-access-token`]: accessToken };
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

/** The first cell of each of the first rows, as another side shows them. */
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
