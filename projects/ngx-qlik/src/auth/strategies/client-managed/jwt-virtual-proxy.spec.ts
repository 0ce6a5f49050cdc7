import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { strategyOf } from '../../testing/fake-page';
import { ADA, ANONYMOUS, FakeProxy, GRACE, redirected, RESOURCE } from '../../testing/fake-proxy';
import { withJwtVirtualProxy } from '../client-managed';

const SIGN = 'POST /api/qlik/acme/virtual-proxy-jwt';
const connection = fakeConnection({
  id: 'acme',
  platform: 'client-managed',
  host: 'https://server.example/vp',
  auth: { type: 'jwt-virtual-proxy' },
});
const begin = () => strategyOf(withJwtVirtualProxy(), connection);
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

function serve(): FakeProxy {
  const proxy = new FakeProxy();
  proxy.on(SIGN, Response.json({ jwt: 'a.b.c' }));
  proxy.on(RESOURCE, ({ headers }) => {
    if (headers.get('Authorization') !== 'Bearer a.b.c') return new Response('', { status: 401 });
    proxy.user = ADA;
    return new Response('');
  });
  return proxy;
}

describe('jwt-virtual-proxy', () => {
  beforeEach(() => sessionStorage.clear());

  it("shows the backend's JWT once, and goes on with cookies", async () => {
    serve();
    const strategy = begin();
    expect(await strategy.restore()).toBe('signed-in');
    const { headers, cookies } = await strategy.credential('rest');
    expect([headers['Authorization'], cookies]).toEqual([undefined, 'include']);
  });

  it('sends it with each page, whichever user the cookies belong to', async () => {
    const proxy = serve();
    proxy.user = GRACE;
    expect(await begin().restore()).toBe('signed-in');
    expect(proxy.user).toBe(ADA);
  });

  it('begins another session when the last has ended', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.signIn({});
    proxy.user = undefined;
    expect(await strategy.renew()).toBeTrue();
  });

  it('ends instead of continuing as another user', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.signIn({});
    proxy.user = GRACE;
    proxy.on(RESOURCE, new Response(''));
    expect(await strategy.renew()).toBeFalse();
  });

  it('does not treat an anonymous user as the user', async () => {
    const proxy = serve();
    proxy.on(RESOURCE, () => {
      proxy.user = ANONYMOUS;
      return new Response('');
    });
    expect(await codeOf(begin().signIn({}))).toBe('cookies-blocked');
  });

  it('says what to compare when the proxy refuses the JWT', async () => {
    serve().on(SIGN, Response.json({ jwt: 'wrong' }));
    const error = await qlikErrorOf(begin().signIn({}));
    expect([error.code, error.status]).toEqual(['sign-in-refused', 401]);
    expect(error.remedy).toContain('claims');
  });

  it('says what to look at when the proxy takes no JWT and sends the page to a sign-in page', async () => {
    serve().on(RESOURCE, () => redirected());
    const error = await qlikErrorOf(begin().signIn({}));
    expect(error.code).toBe('sign-in-refused');
    expect(error.remedy).toContain('prefix');
    expect(error.remedy).toContain('authenticates by JWT');
  });

  it('minds no way to elsewhere that ends with a session', async () => {
    const proxy = serve();
    proxy.on(RESOURCE, () => {
      proxy.user = ADA;
      return redirected();
    });
    expect(await begin().restore()).toBe('signed-in');
  });

  it('cannot renew when no user is signed in to the application, or while the backend is down', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.signIn({});
    proxy.user = undefined;
    proxy.on(SIGN, new Response('{}', { status: 401 }));
    expect(await codeOf(strategy.renew())).toBe('sign-in-required');
    proxy.off(SIGN);
    expect(await codeOf(strategy.renew())).toBe('http-unreachable');
  });
});
