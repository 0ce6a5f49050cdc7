import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { createQlikApi } from '@qlik/api';
import type { Page } from 'playwright-core';
import { qlikEmbedRuntime } from '../../../runtime/plugin.ts';
import { type CloudTenant, DEMO_WEB_INTEGRATION_ID } from '../../tenant.ts';
import { TestIdentityProvider } from '../../testing/test-identity-provider.ts';
import { MOVIES, startTestTenant } from '../../testing/test-tenant.ts';
import { type BrowserFixtures, startBrowserFixtures } from './fixtures.ts';

declare global {
  interface Window {
    probe: { createQlikApi: typeof createQlikApi };
  }
}

const LIMIT = { timeout: 60_000 };

describe('Qlik’s client in Chromium', () => {
  let fixtures: BrowserFixtures;
  let tenant: CloudTenant;
  let provider: TestIdentityProvider;
  const closers: (() => Promise<void>)[] = [];

  before(async () => {
    fixtures = await startBrowserFixtures();
    provider = await TestIdentityProvider.create();
    ({ tenant } = await startTestTenant(
      { after: (close) => closers.push(close) },
      {
        appOrigins: [fixtures.localhost, fixtures.loopback],
        identityProviders: [provider.registration],
        runtime: qlikEmbedRuntime,
      },
    ));
  }, LIMIT);

  after(async () => {
    await fixtures.close();
    await Promise.all(closers.map((close) => close()));
  });

  /** Uses a session with @qlik/api: reads, changes, opens a socket. Returns the results. */
  function useSession(
    page: Page,
  ): Promise<{ names: string[]; me: string; created: number; doc: string | undefined }> {
    return page.evaluate(
      async ([host, webIntegrationId, appId]) => {
        const api = window.probe.createQlikApi({
          hostConfig: { host, authType: 'cookie', webIntegrationId },
        });
        const spaces = await api.spaces.getSpaces({ sort: '+name' });
        const me = await api.users.getMyUser();
        const created = await api.spaces.createSpace({ name: `By page ${Date.now()}`, type: 'shared' });
        const appSession = api.qix.openAppSession({ appId });
        const doc = await appSession.getDoc();
        await appSession.close();
        return {
          names: (spaces.data.data ?? []).map((space) => space.name),
          me: me.data.name,
          created: created.status,
          doc: doc.genericType,
        };
      },
      [tenant.origin, DEMO_WEB_INTEGRATION_ID, MOVIES] as const,
    );
  }

  function logInByJwt(page: Page, jwt: string): Promise<number> {
    return page.evaluate(
      async ([host, id, token]) => {
        const answer = await fetch(`${host}/login/jwt-session?qlik-web-integration-id=${id}`, {
          method: 'POST',
          mode: 'cors',
          credentials: 'include',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            'qlik-web-integration-id': id,
          },
        });
        return answer.status;
      },
      [tenant.origin, DEMO_WEB_INTEGRATION_ID, jwt] as const,
    );
  }

  it('works with the session of a JWT, from another port of localhost', LIMIT, async () => {
    const page = await fixtures.open(fixtures.localhost);
    assert.equal(await logInByJwt(page, await provider.sign({ sub: 'ada', name: 'Ada Lovelace' })), 200);
    const cookies = await page.context().cookies(tenant.origin);
    assert.deepEqual(
      cookies
        .filter(({ secure, httpOnly, sameSite }) => secure && httpOnly && sameSite === 'None')
        .map(({ name }) => name)
        .sort(),
      ['_csrfToken', '_csrfToken.sig', 'eas.sid', 'eas.sid.sig'],
    );
    const seen = tenant.requests.since(0).at(-1)?.seq ?? 0;
    const done = await useSession(page);
    assert.ok(done.names.includes('Flight operations'));
    assert.equal(done.me, 'Ada Lovelace');
    assert.equal(done.created, 201);
    const requests = tenant.requests.since(seen).filter(({ user }) => user === 'ada');
    assert.deepEqual([...new Set(requests.map(({ credential }) => credential?.kind))], ['cookie']);
    const socket = requests.find(({ kind }) => kind === 'websocket');
    assert.deepEqual([socket?.status, socket?.csrf, socket?.origin], [101, true, fixtures.localhost]);
    await page.context().close();
  });

  it('fetches a new CSRF token when its own is stale', LIMIT, async () => {
    const page = await fixtures.open(fixtures.localhost);
    await logInByJwt(page, await provider.sign({ sub: 'ada', name: 'Ada Lovelace' }));
    const create = (name: string): Promise<number> =>
      page.evaluate(
        async ([host, webIntegrationId, text]) => {
          const api = window.probe.createQlikApi({
            hostConfig: { host, authType: 'cookie', webIntegrationId },
          });
          return (await api.spaces.createSpace({ name: text, type: 'shared' })).status;
        },
        [tenant.origin, DEMO_WEB_INTEGRATION_ID, name] as const,
      );
    assert.equal(await create('Before'), 201);
    tenant.rotateCsrfTokens();
    const seen = tenant.requests.since(0).at(-1)?.seq ?? 0;
    assert.equal(await create('After'), 201);
    const posts = tenant.requests.since(seen).filter(({ method }) => method === 'POST');
    assert.deepEqual(
      posts.map(({ status }) => status),
      [403, 201],
    );
    await page.context().close();
  });

  it('redirects to sign-in without a session, and returns with one', LIMIT, async () => {
    const page = await fixtures.open(`${fixtures.localhost}/start?tab=2`);
    const ask = page.evaluate(
      ([host, webIntegrationId]) =>
        window.probe
          .createQlikApi({ hostConfig: { host, authType: 'cookie', webIntegrationId } })
          .users.getMyUser(),
      [tenant.origin, DEMO_WEB_INTEGRATION_ID] as const,
    );
    // The navigation discards the page and the pending call.
    ask.catch(() => undefined);
    await page.getByRole('button', { name: 'Grace Hopper' }).click();
    await page.waitForURL(`${fixtures.localhost}/start?tab=2`);
    const name = await page.evaluate(
      async ([host, webIntegrationId]) =>
        (
          await window.probe
            .createQlikApi({ hostConfig: { host, authType: 'cookie', webIntegrationId } })
            .users.getMyUser()
        ).data.name,
      [tenant.origin, DEMO_WEB_INTEGRATION_ID] as const,
    );
    assert.equal(name, 'Grace Hopper');
    await page.context().close();
  });

  it('gets no cookies on another site, where the browser blocks those of third parties', LIMIT, async () => {
    const page = await fixtures.open(fixtures.loopback);
    assert.equal(await logInByJwt(page, await provider.sign()), 200);
    const status = await page.evaluate(
      async ([host, id]) =>
        (
          await fetch(`${host}/api/v1/users/me`, {
            credentials: 'include',
            headers: { 'qlik-web-integration-id': id },
          })
        ).status,
      [tenant.origin, DEMO_WEB_INTEGRATION_ID] as const,
    );
    assert.equal(status, 401);
    assert.deepEqual(await page.context().cookies(tenant.origin), []);
    await page.context().close();
  });

  it('opens the shared app as an anonymous user, even on another site', LIMIT, async () => {
    const page = await fixtures.open(fixtures.loopback);
    const done = await page.evaluate(
      async ([host, appId]) => {
        const api = window.probe.createQlikApi({
          hostConfig: {
            host,
            authType: 'anonymous',
            clientId: 'sandbox-anonymous',
            accessCode: 'sandbox-movies',
          },
        });
        const app = await api.apps.getAppInfo(appId);
        const appSession = api.qix.openAppSession({ appId });
        await appSession.getDoc();
        await appSession.close();
        const spaces = await api.spaces.getSpaces({}).then(
          () => 200,
          (error: unknown) => (error as { status: number }).status,
        );
        return { name: app.data.attributes?.name, spaces };
      },
      [tenant.origin, MOVIES] as const,
    );
    assert.deepEqual(done, { name: 'Movies', spaces: 403 });
    const socket = tenant.requests
      .since(0)
      .find(({ kind, credential }) => kind === 'websocket' && credential?.client === 'sandbox-anonymous');
    assert.deepEqual([socket?.status, socket?.credential?.kind], [101, 'websocket-token']);
    await page.context().close();
  });
});
