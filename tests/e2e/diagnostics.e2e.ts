import type { BrowserContext, Page } from '@playwright/test';
import { expect, type TestStack, test } from './fixtures/stack.ts';
import { openSignedInToApplication } from './fixtures/server-pages.ts';

/** A broken setup, and what the doctor has to report of it. */
interface BrokenState {
  readonly name: string;
  /** The connection that is checked. */
  readonly connection: string;
  /** Breaks it before the page is opened. */
  readonly before?: (stack: TestStack, page: Page) => Promise<void> | void;
  /** Breaks it once the page is there and has run all checks of the connection. */
  readonly after?: (stack: TestStack, context: BrowserContext) => Promise<void> | void;
  /** Further query parameters: the doctor's time limits. */
  readonly query?: string;
  /** The page is of another origin than the one that is allowed. */
  readonly isElsewhere?: boolean;
  readonly cause: string;
  readonly remedy: RegExp;
}

const signedIn = async (stack: TestStack, page: Page): Promise<void> => {
  // A file, as the page is opened afterwards.
  await openSignedInToApplication(page, stack, 'ada', `${stack.origin}/favicon.svg`);
};

const STATES: readonly BrokenState[] = [
  {
    name: 'the tenant is down',
    connection: 'cloud-anonymous',
    before: (stack) => stack.cloud.stop('keep'),
    cause: 'host-unreachable',
    remedy: /in a new tab/,
  },
  {
    name: 'the platform is another than configured',
    connection: 'cloud-anonymous',
    before: (stack) =>
      stack.configureOne('cloud-anonymous', (each) => ({
        ...each,
        platform: 'client-managed',
        auth: { type: 'anonymous-virtual-proxy' },
      })),
    cause: 'platform-other',
    remedy: /"platform": "cloud"/,
  },
  {
    name: 'the page is of an origin that the tenant does not know',
    connection: 'cloud-anonymous',
    isElsewhere: true,
    cause: 'origin-refused',
    remedy: /Management Console > OAuth: add http:\/\/127\.0\.0\.1:\d+ to the allowed origins/,
  },
  {
    name: 'the page is of an origin that the virtual proxy does not know',
    connection: 'server-anonymous',
    isElsewhere: true,
    cause: 'origin-refused',
    remedy: /Additional response headers/,
  },
  {
    name: 'no user is signed in',
    connection: 'sandbox-cloud',
    cause: 'sign-in-required',
    remedy: /Sign in, then run it again/,
  },
  {
    name: 'no user is signed in to the application',
    connection: 'cloud-jwt',
    cause: 'application-sign-in-required',
    remedy: /Sign in to this application/,
  },
  {
    name: 'the access code is none',
    connection: 'cloud-anonymous',
    before: (stack) =>
      stack.configureOne('cloud-anonymous', (each) => ({
        ...each,
        auth: { ...each.auth, accessCode: 'no-such-code' },
      })),
    cause: 'sign-in-failed',
    remedy: /access code|clientId/i,
  },
  {
    name: 'the web integration is another',
    connection: 'cloud-cookie',
    before: (stack) =>
      stack.configureOne('cloud-cookie', (each) => ({
        ...each,
        auth: { ...each.auth, webIntegrationId: 'of-another-page' },
      })),
    cause: 'credentials-refused',
    remedy: /Management Console > Web: add .+ "webIntegrationId" is its id/,
  },
  {
    name: 'the host allow list does not name the page',
    connection: 'server-anonymous',
    before: async (stack) => {
      await stack.clientManaged.operate('host-allow-list', { virtualProxy: 'anonymous', hosts: [] });
    },
    cause: 'socket-refused',
    remedy: /Host allow list: add localhost/,
  },
  {
    name: 'the backend does not know the connection',
    connection: 'cloud-jwt',
    before: async (stack, page) => {
      await stack.startBackend((secrets) => {
        const { 'cloud-jwt': _, ...others } = secrets.connections;
        return { connections: others };
      });
      await signedIn(stack, page);
    },
    cause: 'backend-connection-unknown',
    remedy: /secrets file/,
  },
  {
    name: 'the backend goes away',
    connection: 'cloud-jwt',
    before: signedIn,
    after: (stack) => stack.stopBackend(),
    cause: 'backend-unreachable',
    remedy: /Check that it runs/,
  },
  {
    name: 'the device goes offline',
    connection: 'cloud-anonymous',
    after: (_stack, context) => context.setOffline(true),
    cause: 'offline',
    remedy: /Connect it to a network/,
  },
  {
    name: 'the session has ended at the virtual proxy',
    connection: 'server-ticket',
    before: signedIn,
    after: (stack) => stack.clientManaged.expireTokens({ sessions: true }),
    cause: 'session-ended',
    remedy: /Sign in again/,
  },
  {
    name: 'the CSRF token has changed',
    connection: 'server-ticket',
    before: signedIn,
    after: async (stack) => {
      await stack.clientManaged.operate('rotate-csrf-tokens');
    },
    cause: 'csrf-stale',
    remedy: /Reload the page/,
  },
  {
    name: 'the clock of the tenant is two hours ahead',
    connection: 'cloud-anonymous',
    before: (stack) => stack.cloud.moveClock(7200),
    cause: 'clock-skewed',
    remedy: /NTP/,
  },
  {
    name: 'the app is none',
    connection: 'cloud-anonymous',
    query: '?app=00000000-0000-4000-8000-000000000000',
    cause: 'app-refused',
    remedy: /app’s id/,
  },
];

/** Faults of the sandbox, with what the doctor has to report of each. */
const FAULTS: readonly {
  readonly name: string;
  readonly set: (stack: TestStack) => Promise<unknown>;
  readonly cause: string;
  readonly remedy: RegExp;
}[] = [
  ...(
    [
      ['the script is not there', 'runtime-404', 'runtime-unreadable', /in a new tab/],
      ['the script never comes', 'runtime-silent', 'runtime-silent', /"bundled": true/],
      ['a page comes in the place of the script', 'runtime-html', 'runtime-wrong', /proxy/],
      ['the tenant is unavailable', 'unavailable', 'server-failed', /status\.qlikcloud\.com/],
      ['the tenant refuses the credential', 'token-refused-always', 'credential-refused', /access code/],
      ['the tenant gives no credentials', 'sign-in-unavailable', 'sign-in-failed', /moment/],
      ['a page comes in the place of answers', 'html-answer', 'not-qlik', /captive network/],
      ['sockets are refused', 'socket-403', 'socket-refused', /allowed origins of the OAuth client/],
      ['no engine is free', 'socket-4240', 'socket-closed', /capacity/],
      ['the tenant takes calls and is silent', 'silent', 'host-silent', /firewalls/],
    ] as const
  ).map(([name, preset, cause, remedy]) => ({
    name,
    set: (stack: TestStack) => stack.cloud.preset(preset),
    cause,
    remedy,
  })),
  ...(
    [
      ['answers break off', { type: 'cut-off' }, 'answer-broken', /ends connections early/],
      ['answers may not be read', { type: 'no-cors' }, 'origin-refused', /allowed origins/],
      [
        'the tenant asks for a pause',
        { type: 'status', status: 429, retryAfter: { seconds: 7, as: 'seconds' } },
        'rate-limited',
        /Wait as long as the host requires/,
      ],
    ] as const
  ).map(([name, effect, cause, remedy]) => ({
    name,
    set: (stack: TestStack) => stack.cloud.fault({ match: { path: '/api/v1/users/me' }, effect }),
    cause,
    remedy,
  })),
];

const report = (page: Page) => page.locator('app-connection-report');
const finished = (page: Page) => report(page).getByRole('button', { name: 'Copy' });

async function expectNothingWrong(page: Page, stack: TestStack, connection: string): Promise<void> {
  await test.step(connection, async () => {
    await page.goto(`${stack.origin}/diagnostics/${connection}`);
    await expect(report(page).getByText(/^Nothing is wrong: \d+ checks passed/)).toBeVisible();
    await expect(report(page).locator('[data-check="hypercube"]')).toHaveAttribute('data-status', 'passed');
    await expect(report(page).locator('[data-status="failed"]')).toHaveCount(0);
  });
}

test('finds nothing wrong with connections of each mechanism, to the first hypercube', async ({
  page,
  stack,
}) => {
  for (const connection of ['cloud-anonymous', 'server-anonymous'])
    await expectNothingWrong(page, stack, connection);
  await signedIn(stack, page);
  for (const connection of ['cloud-jwt', 'cloud-apikey', 'server-certificate'])
    await expectNothingWrong(page, stack, connection);
});

test('checks several side by side, and the failure of one does not affect the others', async ({
  page,
  stack,
}) => {
  stack.keepOnly('cloud-anonymous', 'server-anonymous');
  await stack.cloud.preset('unavailable');
  await page.goto(`${stack.origin}/diagnostics`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const cloud = page.getByRole('region', { name: 'Qlik Cloud, anonymous access' });
  const server = page.getByRole('region', { name: 'Client-managed, anonymous' });
  await expect(server.getByText(/^Nothing is wrong/)).toBeVisible();
  await expect(cloud.locator('[data-cause]')).toHaveAttribute('data-cause', 'server-failed');
  await cloud.getByText('Observations: REST call: who am I').click();
  await expect(cloud.getByText('GET /api/v1/users/me: status 503')).toBeVisible();
});

test('gives the report to copy, without a credential', async ({ page, stack, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${stack.origin}/diagnostics/cloud-anonymous`);
  await finished(page).click();
  await expect(report(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('# Connection Qlik Cloud, anonymous access (cloud-anonymous)');
  expect(copied).toContain('- ✔ **First hypercube**');
  expect(copied).not.toMatch(/eyJ[\w-]{8,}\./);
});

async function expectFirstCause(
  page: Page,
  stack: TestStack,
  { name, connection, before, after, query = '', isElsewhere, cause, remedy }: BrokenState,
): Promise<void> {
  await test.step(name, async () => {
    await before?.(stack, page);
    const origin = isElsewhere === true ? stack.origin.replace('localhost', '127.0.0.1') : stack.origin;
    await page.goto(`${origin}/diagnostics/${connection}${query}`);
    await expect(finished(page), name).toBeVisible();
    if (after) {
      await expect(report(page).locator('[data-cause]'), name).toHaveCount(0);
      await after(stack, page.context());
      await page.getByRole('button', { name: 'Run again' }).click();
    }
    await expect(report(page).locator('[data-cause]'), name).toHaveAttribute('data-cause', cause);
    await expect(report(page).locator('[data-cause]'), name).toContainText(remedy);
    if (after) await page.context().setOffline(false);
  });
}

/** Restores servers, connections and browser to what they are at the begin of a test. */
async function startAgain(page: Page, stack: TestStack): Promise<void> {
  await stack.reset(stack.connections);
  await page.context().clearCookies();
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** One page serves them in turn: most of a test's time is the opening of its page. */
for (const [title, states] of [
  ['of a broken setup', STATES.filter(({ after }) => after === undefined)],
  ['that appears while the page is open', STATES.filter(({ after }) => after !== undefined)],
] as const) {
  test(`names the first cause ${title}`, async ({ page, stack }) => {
    test.slow();
    for (const [index, state] of states.entries()) {
      if (index > 0) await startAgain(page, stack);
      await expectFirstCause(page, stack, state);
    }
  });
}

test('names the first cause of each fault that the sandbox can make', async ({ page, stack }) => {
  test.slow();
  for (const { name, set, cause, remedy } of FAULTS) {
    await test.step(name, async () => {
      await stack.cloud.clearFaults();
      await set(stack);
      await page.goto(`${stack.origin}/diagnostics/cloud-anonymous?seconds=3`);
      await expect(finished(page)).toBeVisible();
      await expect(report(page).locator('[data-cause]'), name).toHaveAttribute('data-cause', cause);
      await expect(report(page).locator('[data-cause]'), name).toContainText(remedy);
    });
  }
});
