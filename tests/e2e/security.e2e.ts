import { createServer, type IncomingHttpHeaders, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { waitForMarks } from './fixtures/chart.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { expectSignedOut, signIn, storedTexts } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

/** What the Content-Security-Policy had to block, on every page that is opened from now on. */
async function collectViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('noteViolation', (violation: string) => violations.push(violation));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      const { noteViolation } = window as unknown as { noteViolation: (violation: string) => Promise<void> };
      void noteViolation(`${violatedDirective} ${blockedURI} in ${sourceFile}`);
    });
  });
  return violations;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

test.describe('the Content-Security-Policy', () => {
  test('has nothing to block on any screen, and blocks a foreign script', async ({
    page,
    cloudStack,
    pageErrors,
  }) => {
    test.setTimeout(150_000);
    const violations = await collectViolations(page);
    const heading = () => expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await signIn(page, cloudStack, 'ada');
    await page.goto(`${cloudStack.origin}/auth-demos`);
    const demos = page.getByRole('link', { name: /^Open the demo of/ });
    await expect(demos.first()).toBeVisible();
    const routes = await demos.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    // The policy is that of the page that was loaded; each screen loads its own parts.
    for (const address of [...routes, '/nothing', '/connections/nobody/spaces']) {
      await goTo(page, address);
      await expect(page).toHaveURL(cloudStack.origin + address);
      await heading();
    }
    // It leads a signed-in user on.
    await page.goto(`${cloudStack.origin}/sign-in/sandbox-cloud`);
    await heading();
    await page.goto(`${cloudStack.origin}/oauth-callback.html`);
    await page.goto(addresses.spaces(cloudStack));
    await page.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('table', { name: 'Apps' })).toBeVisible();
    for (const view of ['data', 'fields']) {
      await goTo(page, addresses.app(cloudStack, APPS.flights, `?view=${view}`));
      await expect(page.getByRole('table').first()).toBeVisible();
    }
    await goTo(page, addresses.app(cloudStack, APPS.flights, '?chart=flights-by-state'));
    await waitForMarks(page, page.locator('qlik-chart'));
    expect(routes.length).toBeGreaterThan(10);
    expect(violations).toEqual([]);

    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "hacked"';
      document.head.append(script);
    });
    await expect.poll(() => violations).toEqual([expect.stringContaining('script-src-elem inline')]);
    await expect(page).not.toHaveTitle(/hacked/);
    // The browser says that it blocked it, which is what is wanted here.
    expect(pageErrors.length).toBeGreaterThan(0);
    pageErrors.length = 0;
    const policy = (await page.request.get(cloudStack.origin)).headers()['content-security-policy'];
    expect(policy).toMatch(/script-src 'self' http:\/\/localhost:\d+;/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });
});

test.describe('the callback page', () => {
  test('returns to no other site and runs no script, for any return address', async ({
    page,
    cloudStack,
  }) => {
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== cloudStack.origin && request.isNavigationRequest())
        elsewhere.push(request.url());
    });
    for (const returnTo of [
      'https://evil.example/',
      '//evil.example/',
      '\\\\evil.example\\',
      '/\\evil.example/',
      'http://localhost:1/',
      'javascript:document.title="hacked"',
      ' \tjava\nscript:document.title="hacked"',
      'data:text/html,<script>document.title="hacked"</script>',
    ]) {
      await page.goto(`${cloudStack.origin}/nothing`);
      await page.evaluate((address) => {
        const pending = {
          ...{ connectionId: 'sandbox-cloud', state: 's1', codeVerifier: 'v', startedAt: Date.now() },
          ...{ redirectUri: `${location.origin}/oauth-callback.html`, returnTo: address },
        };
        sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', JSON.stringify(pending));
      }, returnTo);
      await page.goto(`${cloudStack.origin}/oauth-callback.html?code=planted&state=s1`);
      await page.waitForURL((url) => url.origin === cloudStack.origin && !url.pathname.includes('callback'));
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page).not.toHaveTitle(/hacked/);
      await expect.poll(() => storedTexts(page)).not.toContain('planted');
    }
    expect(elsewhere).toEqual([]);
  });

  test('shows no markup of an error, and ignores messages of another site', async ({
    page,
    cloudStack,
    context,
  }) => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    await page.goto(
      `${cloudStack.origin}/oauth-callback.html?state=x&error=access_denied&error_description=${encodeURIComponent(markup)}`,
    );
    await expect(page.getByRole('status')).toContainText('This window has done its work');
    await expect(page.locator('img, script:not([src])')).toHaveCount(0);
    await expect(page).toHaveTitle('Signing in');

    // Another site cannot reach the channel on which answers come, and nothing listens to what it can send.
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('-'),
    );
    try {
      await page.goto(cloudStack.origin);
      const other = await context.newPage();
      await other.goto(await listen(server));
      const [opened] = await Promise.all([
        context.waitForEvent('page'),
        other.evaluate((address) => Reflect.set(window, 'victim', window.open(address)), cloudStack.origin),
      ]);
      await expectSignedOut(opened);
      await other.evaluate(() => {
        const answer = 'code=planted&state=s1';
        new BroadcastChannel('ngx-qlik:oauth2').postMessage(answer);
        localStorage.setItem('ngx-qlik:oauth2:answer:sandbox-cloud', answer);
        const victim: unknown = Reflect.get(window, 'victim');
        (victim as Window | null)?.postMessage(answer, '*');
      });
      await opened.evaluate(() => window.postMessage('code=planted&state=s1', '*'));
      await opened.reload();
      for (const each of [page, opened]) await expectSignedOut(each);
      const requests = await cloudStack.cloud.requests();
      expect(requests.filter(({ path }) => path === '/oauth/token')).toEqual([]);
    } finally {
      server.close();
    }
  });
});

test.describe('a tenant that sends calls on to another host', () => {
  /** A server in front of the tenant that redirects the list of spaces, and one that writes down what comes of it. */
  async function redirecting(cloudStack: TestStack) {
    const stolen: { method: string; headers: IncomingHttpHeaders }[] = [];
    const thief = createServer((request, response) => {
      stolen.push({ method: request.method ?? '', headers: request.headers });
      response.writeHead(200, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*, authorization',
        'content-type': 'application/json',
      });
      response.end('{"data":[]}');
    });
    const elsewhere = await listen(thief);
    const front = createServer((request, response) => {
      if (request.method === 'GET' && request.url?.startsWith('/api/v1/spaces') === true) {
        response.writeHead(307, {
          location: `${elsewhere}/api/v1/spaces`,
          'access-control-allow-origin': request.headers.origin ?? '*',
        });
        response.end();
        return;
      }
      const { method, headers, url } = request;
      const onwards = send(new URL(url ?? '/', cloudStack.sandbox.cloud), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onwards.once('error', () => response.destroy());
      request.pipe(onwards);
    });
    const address = await listen(front);
    const close = () => {
      for (const server of [thief, front]) {
        server.close();
        server.closeAllConnections();
      }
    };
    return { address, elsewhere, stolen, close };
  }

  test('gives that host no token, whether or not the policy allows it', async ({
    page,
    cloudStack,
    pageErrors,
  }) => {
    const { address, elsewhere, stolen, close } = await redirecting(cloudStack);
    try {
      const [shipped] = cloudStack.connections;
      if (!shipped) throw new Error('There is no connection.');
      // Its answers name the tenant behind.
      const own = { ...shipped, host: address, auth: { ...shipped.auth, issuers: [shipped.host] } };
      cloudStack.configure([own]);
      await signIn(page, cloudStack, 'ada');
      const blocked = page.waitForEvent('requestfailed', (request) =>
        request.url().includes('/api/v1/spaces'),
      );
      await page.goto(addresses.spaces(cloudStack));
      await blocked;
      await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
      expect(stolen).toEqual([]);
      // The browser says that it blocked it, which is what is wanted here.
      expect(pageErrors.length).toBeGreaterThan(0);
      pageErrors.length = 0;

      // A host that another connection has is one that the page may call.
      cloudStack.configure([own, { ...shipped, id: 'other', label: 'Other', host: elsewhere }]);
      await page.goto(addresses.spaces(cloudStack));
      await expect.poll(() => stolen.map(({ method }) => method)).toContain('GET');
      expect(JSON.stringify(stolen)).not.toMatch(/bearer|eyJ/i);
    } finally {
      close();
    }
  });
});
