import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { FakePage, strategyOf } from '../../testing/fake-page';
import { ADA, ANONYMOUS, CSRF, FakeProxy, redirected, SIGN_OUT, USER } from '../../testing/fake-proxy';
import { until } from '../../testing/until';
import { withWindows } from '../client-managed';
import { createWindows } from './virtual-proxy';

const LOGIN = 'https://server.example/vp/internal_windows_authentication/?targetUri=x';
const connection = fakeConnection({
  id: 'acme',
  platform: 'client-managed',
  host: 'https://server.example/vp',
  auth: { type: 'windows' },
});
const askedAfterOwnSignIn = (id: string) =>
  fakeConnection({ ...connection, id, auth: { type: 'windows', restore: 'own-sign-in' } });
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

function begin() {
  const page = new FakePage();
  return { page, strategy: createWindows({ connection, backend: '', page }) };
}

function serve(signedOutFields: object = { loginUri: LOGIN }): FakeProxy {
  return Object.assign(new FakeProxy(), { signedOutFields });
}

describe('windows', () => {
  beforeEach(() => sessionStorage.clear());

  it('takes up a session of the proxy', async () => {
    serve().user = ADA;
    expect(await begin().strategy.restore()).toBe('signed-in');
  });

  it('asks for a session with `own-sign-in` only after a sign-in to this application, until the sign-out', async () => {
    const own = askedAfterOwnSignIn('own');
    const page = new FakePage();
    const open = () => createWindows({ connection: own, backend: '', page });
    const proxy = serve();
    proxy.user = ADA;
    expect([await open().restore(), proxy.calls]).toEqual(['signed-out', []]);
    await open().signIn({});
    expect(page.navigations).toEqual([]);
    const next = open();
    expect(await next.restore()).toBe('signed-in');
    await next.signOut();
    proxy.user = ADA;
    expect(await open().restore()).toBe('signed-out');
  });

  it('takes up the session of a sign-in that was under way, with `own-sign-in`', async () => {
    const own = askedAfterOwnSignIn('pending');
    const page = new FakePage();
    const proxy = serve();
    createWindows({ connection: own, backend: '', page })
      .signIn({})
      .catch(() => undefined);
    await until(() => page.navigations.length === 1);
    proxy.user = ADA;
    expect(await createWindows({ connection: own, backend: '', page }).restore()).toBe('signed-in');
  });

  it('reports whether the server accepts the session at hand', async () => {
    const proxy = serve().on('GET /vp/qrs/about', Response.json({}));
    const { strategy } = begin();
    expect(await strategy.isAccepted?.()).toBeFalse();
    proxy.user = ADA;
    await strategy.restore();
    expect(await strategy.isAccepted?.()).toBeTrue();
  });

  it("leaves for the server's own sign-in, which sends back to where it was", async () => {
    const proxy = serve();
    const { page, strategy } = begin();
    expect(await strategy.restore()).toBe('signed-out');
    strategy.signIn({ returnTo: '/apps' }).catch(() => undefined);
    await until(() => page.navigations.length === 1);
    expect(page.navigations).toEqual([LOGIN]);
    expect(proxy.last(USER).address.searchParams.get('targetUri')).toBe('https://app.example/base/apps');
  });

  it('treats a redirect to the login page, and an anonymous user, as signed out', async () => {
    const proxy = serve().on(CSRF, redirected);
    expect(await begin().strategy.restore()).toBe('signed-out');
    proxy.on(CSRF, new Response('', { status: 404 }));
    proxy.user = ANONYMOUS;
    expect(await begin().strategy.restore()).toBe('signed-out');
    proxy.on(USER, redirected);
    expect(await begin().strategy.restore()).toBe('signed-out');
  });

  for (const loginUri of [undefined, 'nowhere', 'https://evil.example/internal_windows_authentication/']) {
    it(`does not leave for ${String(loginUri)}, which is no address of the server`, async () => {
      serve({ loginUri });
      const { page, strategy } = begin();
      const error = await qlikErrorOf(strategy.signIn({}));
      expect(error.code).toBe('sign-in-failed');
      expect(error.remedy).toContain('host allow list');
      expect(page.navigations).toEqual([]);
    });
  }

  for (const [what, answer] of [
    ['the sign-in page of another one', redirected],
    ['401 of another one', () => new Response('Unauthorized', { status: 401 })],
    ['404', () => new Response('Not found', { status: 404 })],
  ] as const) {
    it(`says that no virtual proxy has the prefix where the answer is ${what}`, async () => {
      serve().on(USER, answer);
      const { page, strategy } = begin();
      const error = await qlikErrorOf(strategy.signIn({}));
      expect([error.code, error.variant]).toEqual(['http-not-found', 'virtual-proxy']);
      expect(error.message).toBe('There is no virtual proxy at https://server.example/vp.');
      expect(page.navigations).toEqual([]);
    });
  }

  it('names the host allow list where the sign-in address is forbidden to this page', async () => {
    serve().on(USER, new Response('Forbidden', { status: 403 }));
    const error = await qlikErrorOf(begin().strategy.signIn({}));
    expect([error.code, error.remedy.includes('host allow list')]).toEqual(['sign-in-failed', true]);
  });

  it('says that cookies are blocked when the user was sent back without a session', async () => {
    serve();
    const { page, strategy } = begin();
    strategy.signIn({}).catch(() => undefined);
    await until(() => page.navigations.length === 1);
    expect(await codeOf(begin().strategy.restore())).toBe('cookies-blocked');
  });

  it('knows when the session has ended, and begins no other without the user', async () => {
    const proxy = serve();
    proxy.user = ADA;
    const { page, strategy } = begin();
    await strategy.restore();
    expect(await strategy.isValid?.()).toBeTrue();
    proxy.user = undefined;
    expect([await strategy.isValid?.(), await strategy.renew()]).toEqual([false, false]);
    expect(page.navigations).toEqual([]);
  });

  it('ends the session at the proxy, and stays in the page', async () => {
    const proxy = serve();
    proxy.user = ADA;
    const { page, strategy } = begin();
    await strategy.restore();
    await strategy.signOut();
    expect(proxy.calls.at(-1)).toBe(SIGN_OUT);
    expect([page.navigations, await begin().strategy.restore()]).toEqual([[], 'signed-out']);
  });

  it('is loaded when it is first used', async () => {
    serve().user = ADA;
    expect(await strategyOf(withWindows(), connection).restore()).toBe('signed-in');
  });
});
