import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { FakePage, strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { until } from '../../testing/until';
import { withOAuth2Web } from '../cloud';
import { createOAuth2Web } from '../../backend/backend-session';

const BACKEND = 'https://app.example/api/qlik/acme';
const SESSION = 'GET /api/qlik/acme/session';
const SIGN_OUT = 'POST /api/qlik/acme/sign-out';
const connection = fakeConnection({
  id: 'acme',
  host: `${location.origin}/qlik/acme`,
  auth: { type: 'oauth2-web' },
});
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;
const sessionResponse = (isSignedIn: boolean) => Response.json({ hostUser: { id: 'ada' }, isSignedIn });

async function redirectOnce(): Promise<void> {
  const { page, strategy } = begin();
  strategy.signIn({}).catch(() => undefined);
  await until(() => page.navigations.length === 1);
}

function begin() {
  const page = new FakePage();
  return { page, strategy: createOAuth2Web({ connection, backend: BACKEND, page }) };
}

describe('oauth2-web', () => {
  beforeEach(() => sessionStorage.clear());

  it('takes up the sign-in that the backend keeps, and sends the cookie of the application only', async () => {
    new FakeServer().on(SESSION, sessionResponse(true));
    const { page, strategy } = begin();
    expect(await strategy.restore()).toBe('signed-in');
    const { headers, queryParams, cookies } = await strategy.credential('rest');
    expect([headers, queryParams, cookies]).toEqual([{}, {}, 'same-origin']);
    await strategy.signIn({});
    expect(page.navigations).toEqual([]);
  });

  it('leaves for the sign-in that the backend runs, with a path to return to', async () => {
    new FakeServer().on(SESSION, sessionResponse(false));
    const { page, strategy } = begin();
    expect(await strategy.restore()).toBe('signed-out');
    strategy.signIn({ returnTo: '/spaces?x=1#y' }).catch(() => undefined);
    await until(() => page.navigations.length === 1);
    expect(page.navigations).toEqual([`${BACKEND}/sign-in?returnTo=%2Fbase%2Fspaces%3Fx%3D1%23y`]);
  });

  it('does not leave when no user is signed in to the application', async () => {
    new FakeServer().on(SESSION, new Response('{}', { status: 401 }));
    const { page, strategy } = begin();
    expect(await strategy.restore()).toBe('signed-out');
    expect(await codeOf(strategy.signIn({}))).toBe('sign-in-required');
    expect(page.navigations).toEqual([]);
  });

  it('fails when the user was sent back and the backend has no sign-in', async () => {
    new FakeServer().on(SESSION, sessionResponse(false));
    await redirectOnce();
    expect(await codeOf(begin().strategy.restore())).toBe('sign-in-failed');
  });

  it('ends with the sign-in at the tenant, and fails while the backend is down', async () => {
    const server = new FakeServer().on(SESSION, sessionResponse(true));
    const { strategy } = begin();
    await strategy.restore();
    server.on(SESSION, sessionResponse(false));
    expect(await strategy.renew()).toBeFalse();
    server.on(SESSION, new Response('{}', { status: 401 }));
    expect(await codeOf(strategy.renew())).toBe('sign-in-required');
    server.off(SESSION);
    expect(await codeOf(strategy.renew())).toBe('http-unreachable');
  });

  it('has the backend revoke and forget the tokens', async () => {
    const server = new FakeServer()
      .on(SESSION, sessionResponse(true))
      .on(SIGN_OUT, new Response(null, { status: 204 }));
    const { strategy } = begin();
    await strategy.restore();
    await strategy.signOut();
    expect(server.calls.at(-1)).toBe(SIGN_OUT);
  });

  it('is loaded when it is first used', async () => {
    new FakeServer().on(SESSION, sessionResponse(true));
    expect(await strategyOf(withOAuth2Web(), connection).restore()).toBe('signed-in');
  });
});
