import type { Page } from '@playwright/test';
import { APPS, addresses } from './fixtures/addresses.ts';
import { signIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

/** Notes the calls of a page to a REST API, as "method path?query"; those that a browser makes before a call are left out. */
function noteCalls(page: Page, host: string): string[] {
  const calls: string[] = [];
  page.on('request', (request) => {
    const { origin, pathname, search } = new URL(request.url());
    if (origin === host && pathname.startsWith('/api/'))
      calls.push(`${request.method()} ${pathname}${search}`);
  });
  return calls;
}

/** Has pages come with a policy that takes addresses of scripts from these policies (Trusted Types) only. @returns what it refused */
async function requireTrustedTypes(page: Page, origin: string): Promise<readonly string[]> {
  // A page that a test hands over is of no network, and may call this machine only with a permission.
  await page.context().grantPermissions(['local-network-access']);
  await page.route(`${origin}/**`, async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    const { 'content-security-policy': policy = '', ...headers } = response.headers();
    const types = "require-trusted-types-for 'script'; trusted-types angular ngx-qlik ngx-qlik-early";
    await route.fulfill({
      response,
      headers: { ...headers, 'content-security-policy': `${policy}; ${types}` },
    });
  });
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Trusted/.test(message.text())) refused.push(message.text());
  });
  return refused;
}

test('a page begins its calls and scripts before Angular, each once, and takes them over', async ({
  page,
  cloudStack,
}) => {
  await signIn(page, cloudStack, 'ada');
  const calls = noteCalls(page, cloudStack.sandbox.cloud);
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script' && request.url().startsWith(cloudStack.origin))
      scripts.push(new URL(request.url()).pathname.replace(/-[A-Z0-9]{8}\.js$/, ''));
  });

  await test.step('the spaces', async () => {
    const answer = await page.goto(addresses.spaces(cloudStack));
    // The browser knows them all from the head of the answer.
    expect(answer?.headers()['link']).toMatch(
      /^<http[^>]+>; rel=preconnect; crossorigin, <\/qlik-early-start\.js>.*<\/connections\.json>.*<\/main-\w+\.js>; rel=modulepreload, <\/connection-.*<\/spaces-/,
    );
    await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    expect(calls.filter((call) => call.includes('/spaces'))).toEqual([
      'GET /api/v1/spaces?limit=50&sort=name',
    ]);
    // Beyond the first script, two files in one wave: what all pages of a connection have, and this page.
    expect([...new Set(scripts)].sort()).toEqual(['/connection', '/main', '/qlik-early-start.js', '/spaces']);
  });

  await test.step('an app, with the token of its socket, under the strictest policy', async () => {
    calls.length = 0;
    const refused = await requireTrustedTypes(page, cloudStack.origin);
    const [ofQlik, exchanges]: [string[], string[]] = [[], []];
    page.on('request', (request) => {
      if (request.url().includes('/qlik-embed/main.js')) ofQlik.push(request.url());
      if (request.postData()?.includes('purpose=websocket') === true) exchanges.push(request.url());
    });
    await page.goto(addresses.app(cloudStack, APPS.flights, '?view=data'));
    await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
    expect(calls.filter((call) => call.includes('/apps/'))).toEqual([`GET /api/v1/apps/${APPS.flights}`]);
    expect(ofQlik).toEqual([`${cloudStack.sandbox.cloud}/qlik-embed/main.js`]);
    expect(exchanges).toEqual([`${cloudStack.sandbox.cloud}/oauth/token`]);
    await expect(page.locator('#ngx-qlik-early')).toHaveCount(1);
    expect(refused).toEqual([]);
    // The policy was there.
    const assign = () => Object.assign(document.createElement('script'), { src: 'text' });
    await expect(page.evaluate(assign)).rejects.toThrow(/TrustedScriptURL/);
  });
});
