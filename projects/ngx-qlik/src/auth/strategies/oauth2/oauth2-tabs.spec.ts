import { fakeConnection } from 'ngx-qlik/testing';
import type { OAuth2Auth } from '../../../connections/connection-auth';
import type { QlikConnection } from '../../../connections/connection';
import { sharedName } from '../../browser-storage';
import { FakePage } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { until } from '../../testing/until';
import { OAuth2Strategy } from './oauth2-strategy';

const TOKEN = 'POST /oauth/token';
const REVOKE = 'POST /oauth/revoke';
const auth: OAuth2Auth = { type: 'oauth2', clientId: 'client-1', tokenStorage: 'local' };
const connection: QlikConnection & { readonly auth: OAuth2Auth } = {
  ...fakeConnection({ id: 'acme' }),
  auth,
};
const KEY = sharedName('oauth2:tokens', connection);

const openTab = () => new OAuth2Strategy(connection, new FakePage());
const bearer = async (tab: OAuth2Strategy) => (await tab.credential('rest')).headers['Authorization'];
const formOf = ({ init }: { readonly init: RequestInit }) =>
  new URLSearchParams(init.body as URLSearchParams);

function store(tokens: object): void {
  const owner = { host: connection.host, clientId: auth.clientId };
  localStorage.setItem(KEY, JSON.stringify({ accessToken: 'stored', signIn: 'first', ...tokens, ...owner }));
}

/** A tenant whose refresh tokens are good once. */
function serve(): FakeServer {
  const used = new Set<string>();
  const server = new FakeServer();
  server.on(REVOKE, () => new Response());
  return server.on(TOKEN, (request) => {
    const token = formOf(request).get('refresh_token') ?? '';
    if (used.has(token)) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    used.add(token);
    const number = used.size;
    return Response.json({
      access_token: `access-${number}`,
      token_type: 'bearer',
      refresh_token: `refresh-${number}`,
      expires_in: 3600,
    });
  });
}

describe('oauth2 in two tabs that share their tokens', () => {
  // The answer to a sign-in of another spec would be taken for one of these tabs'.
  beforeEach(() => [localStorage, sessionStorage].forEach((storage) => storage.clear()));
  afterEach(() => localStorage.clear());

  async function openBoth() {
    store({ refreshToken: 'r' });
    const tabs = [openTab(), openTab()] as const;
    for (const tab of tabs) expect(await tab.restore()).toBe('signed-in');
    return tabs;
  }

  it('renews once for both, when both want to at once', async () => {
    const server = serve();
    const [one, other] = await openBoth();
    expect(await Promise.all([one.renew(), other.renew()])).toEqual([true, true]);
    expect(server.calls).toEqual([TOKEN]);
    expect([await bearer(one), await bearer(other)]).toEqual(['Bearer access-1', 'Bearer access-1']);
  });

  it('takes over what another tab has got long ago, and renews that when it is used up', async () => {
    const server = serve();
    const [one, other] = await openBoth();
    await one.renew();
    expect(await other.renew()).toBeTrue();
    expect(server.calls.length).toBe(1);
    expect(await other.renew()).toBeTrue();
    expect(formOf(server.last(TOKEN)).get('refresh_token')).toBe('refresh-1');
  });

  it('goes on where browsers have no locks, with what the faster one got', async () => {
    spyOnProperty(navigator, 'locks', 'get').and.returnValue(undefined as unknown as LockManager);
    const server = serve();
    const [one, other] = await openBoth();
    const release = server.pause();
    const renewing = Promise.all([one.renew(), other.renew()]);
    await until(() => server.calls.length === 2);
    release();
    expect(await renewing).toEqual([true, true]);
    expect(await bearer(one)).toBe(await bearer(other));
  });

  it('ends where browsers have no locks and no other tab renewed', async () => {
    spyOnProperty(navigator, 'locks', 'get').and.returnValue(undefined as unknown as LockManager);
    const server = serve();
    const [one] = await openBoth();
    server.on(TOKEN, Response.json({ error: 'invalid_grant' }, { status: 400 }));
    expect(await one.renew()).toBeFalse();
  });

  it('ends when the tenant refuses a token that no other tab has used', async () => {
    const server = serve();
    const [one] = await openBoth();
    server.on(TOKEN, Response.json({ error: 'invalid_grant' }, { status: 400 }));
    expect(await one.renew()).toBeFalse();
    expect(server.calls).toEqual([TOKEN]);
  });

  it('renews anew what another tab has got and let end', async () => {
    const server = serve();
    const [one] = await openBoth();
    store({ accessToken: 'newer', refreshToken: 'r2', expiresAt: Date.now() - 1 });
    expect(await one.renew()).toBeTrue();
    expect(formOf(server.last(TOKEN)).get('refresh_token')).toBe('r2');
  });

  it('ends when the tokens of the other tab cannot be renewed', async () => {
    serve();
    const [one] = await openBoth();
    store({ accessToken: 'newer', expiresAt: Date.now() - 1 });
    expect(await one.renew()).toBeFalse();
  });

  it('goes on when no lock is to be had', async () => {
    spyOn(navigator.locks, 'request').and.rejectWith(new DOMException('late', 'TimeoutError'));
    const server = serve();
    const [one] = await openBoth();
    expect(await one.renew()).toBeTrue();
    expect(server.calls.length).toBe(1);
  });

  it('reports its own failure, and lets the other tab try', async () => {
    const server = serve();
    const [one, other] = await openBoth();
    server.off(TOKEN);
    await expectAsync(one.renew()).toBeRejectedWith(jasmine.objectContaining({ code: 'http-unreachable' }));
    serveAgain(server);
    expect(await other.renew()).toBeTrue();
  });

  it('reports whether the tenant accepts the token at hand', async () => {
    const server = serve().on('GET /api/v1/users/me', Response.json({}));
    const [one] = await openBoth();
    expect(await one.isAccepted()).toBeTrue();
    expect(server.last('GET /api/v1/users/me').headers.get('Authorization')).toBe('Bearer stored');
    await one.forget('refused');
    expect(await one.isAccepted()).toBeFalse();
  });

  it('knows the sign-in while it is the same, and takes over its new token', async () => {
    const [one] = await openBoth();
    store({ accessToken: 'newer', refreshToken: 'r2' });
    expect(await one.isValid()).toBeTrue();
    expect(await bearer(one)).toBe('Bearer newer');
  });

  it('does not go on as another user, nor takes the tokens away from them', async () => {
    const server = serve();
    const [one] = await openBoth();
    store({ accessToken: 'grace', refreshToken: 'g', signIn: 'second' });
    expect(await one.isValid()).toBeFalse();
    expect(await one.renew()).toBeFalse();
    expect(await bearer(one)).toBe('Bearer stored');
    await one.forget('replaced');
    expect(server.seen.map((each) => formOf(each).get('token'))).toEqual(['r', 'stored']);
    expect(await one.restore()).toBe('signed-in');
    expect(await bearer(one)).toBe('Bearer grace');
  });

  it('leaves the tokens of the next user alone when it is refused late', async () => {
    serve();
    const [one] = await openBoth();
    store({ accessToken: 'grace', signIn: 'second' });
    await one.forget('refused');
    expect(localStorage.getItem(KEY)).toContain('grace');
  });

  it('revokes nothing of a sign-in that goes on in another tab', async () => {
    const server = serve();
    const [one] = await openBoth();
    store({ accessToken: 'newer', refreshToken: 'r2' });
    await one.forget('replaced');
    expect(server.calls).toEqual([]);
  });

  it('notices a sign-out without a message', async () => {
    const [one] = await openBoth();
    localStorage.clear();
    expect(await one.isValid()).toBeFalse();
  });
});

function serveAgain(server: FakeServer): void {
  server.on(TOKEN, Response.json({ access_token: 'late', token_type: 'bearer', expires_in: 3600 }));
}
