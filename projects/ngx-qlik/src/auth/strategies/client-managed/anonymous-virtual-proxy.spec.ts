import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { strategyOf } from '../../testing/fake-page';
import { ANONYMOUS, CSRF, FakeProxy, redirected, RESOURCE, SIGN_OUT, USER } from '../../testing/fake-proxy';
import { withAnonymousVirtualProxy } from '../client-managed';

const connection = fakeConnection({
  id: 'acme',
  platform: 'client-managed',
  host: 'https://server.example/vp',
  auth: { type: 'anonymous-virtual-proxy' },
});
const begin = () => strategyOf(withAnonymousVirtualProxy(), connection);
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

function serve(): FakeProxy {
  const proxy = new FakeProxy();
  proxy.on(RESOURCE, () => {
    proxy.user = ANONYMOUS;
    return new Response('');
  });
  return proxy;
}

describe('anonymous-virtual-proxy', () => {
  beforeEach(() => sessionStorage.clear());

  it('signs in an anonymous user by a first request, with cookies', async () => {
    const proxy = serve();
    expect(await begin().restore()).toBe('signed-in');
    expect(proxy.last(RESOURCE).init).toEqual(
      jasmine.objectContaining({ credentials: 'include', redirect: 'manual' }),
    );
  });

  it('puts the Xrfkey on calls, and the CSRF token on calls and WebSockets', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.restore();
    const key = proxy.last(CSRF).headers.get('X-Qlik-Xrfkey') ?? '';
    expect(key).toMatch(/^[0-9A-Za-z]{16}$/);
    expect(proxy.last(CSRF).address.searchParams.get('xrfkey')).toBe(key);
    const rest = await strategy.credential('rest');
    expect(rest.headers).toEqual({ 'X-Qlik-Xrfkey': key, 'qlik-csrf-token': 'csrf-1' });
    expect([rest.queryParams, rest.cookies]).toEqual([{ xrfkey: key }, 'include']);
    const socket = await strategy.credential('websocket');
    expect(socket.queryParams).toEqual({ xrfkey: key, 'qlik-csrf-token': 'csrf-1' });
    expect((await strategy.credential('web-resource')).queryParams).toEqual({});
  });

  it('does without a CSRF token at servers that have none', async () => {
    serve().on(CSRF, new Response('', { status: 404 }));
    const strategy = begin();
    expect(await strategy.restore()).toBe('signed-in');
    expect(Object.keys((await strategy.credential('rest')).headers)).toEqual(['X-Qlik-Xrfkey']);
  });

  it('says which header is missing when the token cannot be read', async () => {
    serve().on(CSRF, new Response(null, { status: 204 }));
    const error = await qlikErrorOf(begin().restore());
    expect(error.remedy).toContain('Access-Control-Expose-Headers: qlik-csrf-token');
  });

  it('says that cookies are blocked when the session does not come along', async () => {
    serve().on(RESOURCE, new Response(''));
    expect(await codeOf(begin().restore())).toBe('cookies-blocked');
  });

  it('says that cookies are blocked when each call is another anonymous user', async () => {
    let users = 0;
    serve().on(USER, () => Response.json({ ...ANONYMOUS, userId: `anonymous${++users}` }));
    expect(await codeOf(begin().restore())).toBe('cookies-blocked');
  });

  it('reports that anonymous users are not allowed', async () => {
    serve().on(RESOURCE, new Response('', { status: 401 }));
    expect(await codeOf(begin().signIn({}))).toBe('sign-in-refused');
  });

  it('names the setting when the proxy redirects to a sign-in page', async () => {
    serve().on(RESOURCE, () => redirected());
    const error = await qlikErrorOf(begin().signIn({}));
    expect(error.code).toBe('sign-in-refused');
    expect(error.remedy).toContain('prefix');
    expect(error.remedy).toContain('allows anonymous users');
  });

  it('says that there is no virtual proxy at the address', async () => {
    const proxy = serve();
    for (const call of [RESOURCE, CSRF, USER]) proxy.on(call, new Response('', { status: 404 }));
    const error = await qlikErrorOf(begin().signIn({}));
    expect([error.code, error.status]).toEqual(['http-not-found', 404]);
    expect(error.remedy).toContain('https://server.example/vp');
  });

  it('distinguishes a server’s error from a refusal', async () => {
    const proxy = serve().on(RESOURCE, new Response('', { status: 503 }));
    expect(await codeOf(begin().signIn({}))).toBe('http-server-error');
    proxy.user = ANONYMOUS;
    serveAgain(proxy, CSRF);
    expect(await codeOf(begin().signIn({}))).toBe('http-server-error');
    proxy.on(CSRF, new Response('', { status: 404 }));
    serveAgain(proxy, USER);
    expect(await codeOf(begin().signIn({}))).toBe('http-server-error');
    proxy.off(USER);
    expect((await qlikErrorOf(begin().signIn({}))).remedy).toContain('Access-Control-Allow-Origin');
  });

  it('continues when another session has another anonymous id', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.restore();
    proxy.user = undefined;
    expect(await strategy.isValid?.()).toBeFalse();
    proxy.on(RESOURCE, () => {
      proxy.user = { ...ANONYMOUS, userId: 'anonymous2' };
      return new Response('');
    });
    expect(await strategy.renew()).toBeTrue();
    proxy.user = { ...ANONYMOUS, userId: 'anonymous3' };
    expect(await strategy.isValid?.()).toBeTrue();
  });

  it('does not treat a named user as anonymous', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.restore();
    proxy.user = { userDirectory: 'SANDBOX', userId: 'ada' };
    expect(await strategy.isValid?.()).toBeFalse();
  });

  it('ends the session at the proxy', async () => {
    const proxy = serve();
    const strategy = begin();
    await strategy.restore();
    await strategy.signOut();
    expect(proxy.last(SIGN_OUT).address.search).toBe('');
    expect([...proxy.last(SIGN_OUT).headers.keys()]).toEqual([]);
    expect(await begin().restore()).toBe('signed-out');
  });

  it('does not mind that the session was over before, and says when the proxy could not end it', async () => {
    const proxy = serve().on(SIGN_OUT, new Response('', { status: 401 }));
    await begin().signOut();
    proxy.on(SIGN_OUT, new Response('', { status: 500 }));
    expect(await codeOf(begin().signOut())).toBe('http-server-error');
  });

  function serveAgain(proxy: FakeProxy, broken: string): void {
    proxy.on(RESOURCE, new Response('')).on(broken, new Response('', { status: 500 }));
  }
});
