import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { CookieAuth } from '../../../connections/connection-auth';
import { FakePage, strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { until } from '../../testing/until';
import { withCookie } from '../cloud';
import { createCookie } from './tenant-session';

const ME = 'GET /api/v1/users/me';
const CSRF = 'GET /api/v1/csrf-token';
const auth: CookieAuth = { type: 'cookie', webIntegrationId: 'w 1' };
const connection = { ...fakeConnection({ id: 'acme', host: 'https://acme.example' }), auth };
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

async function redirectOnce(): Promise<void> {
  const { page, strategy } = begin();
  strategy.signIn({}).catch(() => undefined);
  await until(() => page.navigations.length === 1);
}

function begin(page = new FakePage()) {
  return { page, strategy: createCookie({ connection, backend: '', page }) };
}

/** A tenant that knows this browser by its cookies. */
function serve(userId = 'ada'): FakeServer {
  let tokens = 0;
  return new FakeServer()
    .on(ME, Response.json({ id: userId }))
    .on(CSRF, () => new Response(null, { status: 204, headers: { 'qlik-csrf-token': `csrf-${++tokens}` } }));
}

/** A tenant that does not, or does not get them. */
const serveSignedOut = () =>
  new FakeServer().on(ME, new Response('{}', { status: 401 })).on(CSRF, new Response('{}', { status: 401 }));

describe('cookie', () => {
  beforeEach(() => sessionStorage.clear());

  describe('with a session of the tenant', () => {
    it('is signed in, and asks as the web integration with cookies', async () => {
      const server = serve();
      expect(await begin().strategy.restore()).toBe('signed-in');
      const { init, headers } = server.last(ME);
      expect(init.credentials).toBe('include');
      expect(headers.get('qlik-web-integration-id')).toBe('w 1');
    });

    it('puts web integration and CSRF token on calls and WebSockets, and no token in the address of an image', async () => {
      serve();
      const { strategy } = begin();
      await strategy.restore();
      const both = { 'qlik-web-integration-id': 'w 1', 'qlik-csrf-token': 'csrf-1' };
      const rest = await strategy.credential('rest');
      expect([rest.headers, rest.queryParams, rest.cookies]).toEqual([both, {}, 'include']);
      const socket = await strategy.credential('websocket');
      expect([socket.headers, socket.queryParams]).toEqual([{}, both]);
      const image = await strategy.credential('web-resource');
      expect(image.queryParams).toEqual({ 'qlik-web-integration-id': 'w 1' });
    });

    it('fetches a new CSRF token when it renews', async () => {
      serve();
      const { strategy } = begin();
      await strategy.restore();
      expect(await strategy.renew()).toBeTrue();
      expect((await strategy.credential('rest')).headers['qlik-csrf-token']).toBe('csrf-2');
    });

    it('does without a CSRF token where the tenant has none', async () => {
      const server = serve().on(CSRF, new Response('', { status: 404 }));
      const { strategy } = begin();
      expect(await strategy.restore()).toBe('signed-in');
      expect((await strategy.credential('rest')).headers).toEqual({ 'qlik-web-integration-id': 'w 1' });
      server.on(CSRF, new Response(null, { status: 204 }));
      expect(await strategy.renew()).toBeTrue();
      expect((await strategy.credential('rest')).headers).toEqual({ 'qlik-web-integration-id': 'w 1' });
    });

    it('does not leave the page to sign in', async () => {
      serve();
      const { page, strategy } = begin();
      await strategy.signIn({});
      expect(page.navigations).toEqual([]);
    });

    it('ends when another user is signed in to the tenant meanwhile', async () => {
      const server = serve();
      const { strategy } = begin();
      await strategy.restore();
      server.on(ME, Response.json({ id: 'grace' }));
      expect(await strategy.renew()).toBeFalse();
      await strategy.forget('refused');
      expect(await strategy.renew()).toBeTrue();
    });

    it('signs out by a visit to the tenant', async () => {
      serve();
      const { page, strategy } = begin();
      await strategy.restore();
      await strategy.signOut();
      expect(page.navigations).toEqual(['https://acme.example/logout']);
    });

    it('stays in the page when the tenant ended the session, or another tab did', async () => {
      serve();
      const { page, strategy } = begin();
      await strategy.restore();
      await strategy.forget('refused');
      expect(page.navigations).toEqual([]);
    });
  });

  describe('without one', () => {
    it('is signed out, and renews nothing', async () => {
      serveSignedOut();
      expect(await begin().strategy.restore()).toBe('signed-out');
      expect(await begin().strategy.renew()).toBeFalse();
    });

    it("leaves for the tenant's login page, which sends back to where it was", async () => {
      serveSignedOut();
      const { page, strategy } = begin();
      strategy.signIn({ returnTo: '/spaces?x=1' }).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      const left = new URL(page.navigations[0] ?? '');
      expect(left.origin + left.pathname).toBe('https://acme.example/login');
      expect(Object.fromEntries(left.searchParams)).toEqual({
        returnto: 'https://app.example/base/spaces?x=1',
        'qlik-web-integration-id': 'w 1',
      });
    });

    it('shows the login page to a known user, when requested', async () => {
      serve();
      const { page, strategy } = begin();
      strategy.signIn({ forceLogin: true, loginHint: 'ada' }).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      const { searchParams } = new URL(page.navigations[0] ?? '');
      expect([searchParams.get('prompt'), searchParams.get('login_hint')]).toEqual(['login', 'ada']);
    });

    it('says that cookies are blocked when the user was sent back without a session', async () => {
      serveSignedOut();
      await redirectOnce();
      expect(await codeOf(begin().strategy.restore())).toBe('cookies-blocked');
      expect(await begin().strategy.restore()).toBe('signed-out');
    });

    it('does not say so of who came back by the back button', async () => {
      serveSignedOut();
      await redirectOnce();
      const { page, strategy } = begin();
      page.isNew = false;
      expect(await strategy.restore()).toBe('signed-out');
    });

    it('is canceled when the page is shown again as it was left', async () => {
      serveSignedOut();
      const { page, strategy } = begin();
      const code = codeOf(strategy.signIn({}));
      await until(() => page.navigations.length === 1);
      page.restoreFromCache();
      expect(await code).toBe('sign-in-canceled');
      expect(await begin().strategy.restore()).toBe('signed-out');
    });

    it('is no loop when the user comes back three times by the back button', async () => {
      serveSignedOut();
      const leaving = new AbortController();
      const failures: unknown[] = [];
      for (let round = 0; round < 3; round++) {
        const { page, strategy } = begin();
        page.isNew = round === 0;
        expect(await strategy.restore()).toBe('signed-out');
        strategy.signIn({ signal: leaving.signal }).catch((thrown: unknown) => failures.push(thrown));
        await until(() => page.navigations.length === 1);
        expect(failures).toEqual([]);
      }
      for (let round = 0; round < 3; round++) {
        const { page, strategy } = begin();
        page.isNew = false;
        await strategy.restore();
        const code = codeOf(strategy.signIn({}));
        await until(() => page.navigations.length === 1);
        page.restoreFromCache();
        expect(await code).toBe('sign-in-canceled');
      }
      // Or they would fail after half a minute, in the middle of another spec.
      leaving.abort();
    });

    it('fails after half a minute in which the page was not left', async () => {
      serveSignedOut();
      const { page, strategy } = begin();
      jasmine.clock().install();
      try {
        const code = codeOf(strategy.signIn({}));
        await until(() => page.navigations.length === 1);
        jasmine.clock().tick(30_000);
        expect(await code).toBe('sign-in-timeout');
      } finally {
        jasmine.clock().uninstall();
      }
      expect(await codeOf(begin().strategy.restore())).toBe('cookies-blocked');
    });

    it('can be canceled: the page stays, and nothing is left of it', async () => {
      serveSignedOut();
      const { page, strategy } = begin();
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      await until(() => page.navigations.length === 1);
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      expect([page.stoppedNavigations, sessionStorage.length]).toEqual([1, 0]);
      expect(await begin().strategy.restore()).toBe('signed-out');
    });

    it('does not leave when it was canceled while the server was asked', async () => {
      const server = serveSignedOut();
      const { page, strategy } = begin();
      const cancelling = new AbortController();
      const answer = server.pause();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      await until(() => server.calls.includes(CSRF));
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      answer();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([page.navigations, sessionStorage.length]).toEqual([[], 0]);
    });

    it('stops going back and forth', async () => {
      serveSignedOut();
      for (let round = 0; round < 2; round++) await redirectOnce();
      const error = await qlikErrorOf(begin().strategy.signIn({}));
      expect(error.code).toBe('sign-in-loop');
      expect(error.remedy).toContain('third-party cookies');
    });

    it('does not leave where the browser could not remember it', async () => {
      serveSignedOut();
      spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
      const { page, strategy } = begin();
      expect(await strategy.restore()).toBe('signed-out');
      expect(await codeOf(strategy.signIn({}))).toBe('sign-in-failed');
      expect(page.navigations).toEqual([]);
    });
  });

  describe('with a tenant in trouble', () => {
    it('says where to look when there is no answer', async () => {
      new FakeServer();
      const error = await qlikErrorOf(begin().strategy.restore());
      expect(error.code).toBe('http-unreachable');
      expect(error.remedy).toContain('web integration');
    });

    it('does not sign out for a failing server or an invalid answer', async () => {
      const server = serve().on(ME, new Response('', { status: 503 }));
      expect(await codeOf(begin().strategy.restore())).toBe('http-server-error');
      server.on(ME, Response.json([]));
      expect(await codeOf(begin().strategy.restore())).toBe('http-unexpected-answer');
      server.on(ME, Response.json({ id: 'ada' })).on(CSRF, new Response('', { status: 500 }));
      expect(await codeOf(begin().strategy.restore())).toBe('http-server-error');
    });

    it('says that a user who is disabled is not let in, in the words of the tenant', async () => {
      const disabled = { errors: [{ code: 'AUTH-4', title: 'Forbidden', detail: 'The user is disabled.' }] };
      const server = serve().on(ME, () => Response.json(disabled, { status: 403 }));
      const error = await qlikErrorOf(begin().strategy.restore());
      expect([error.code, error.status]).toEqual(['sign-in-refused', 403]);
      expect(error.message).toContain('The user is disabled');
      server.on(ME, new Response('', { status: 403 }));
      expect(await codeOf(begin().strategy.renew())).toBe('sign-in-refused');
    });

    it('takes a session that ended between two answers for none', async () => {
      serve().on(CSRF, new Response('', { status: 401 }));
      expect(await begin().strategy.restore()).toBe('signed-out');
    });
  });

  it('is loaded when it is first used', async () => {
    serve();
    expect(await strategyOf(withCookie(), connection).restore()).toBe('signed-in');
  });
});
