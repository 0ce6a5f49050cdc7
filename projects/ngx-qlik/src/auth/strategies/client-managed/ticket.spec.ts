import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { strategyOf } from '../../testing/fake-page';
import { ADA, FakeProxy, GRACE, redirected, RESOURCE } from '../../testing/fake-proxy';
import { withTicket } from '../client-managed';

const TICKET = 'POST /api/qlik/acme/ticket';
const SESSION = 'GET /api/qlik/acme/session';
const connection = fakeConnection({
  id: 'acme',
  platform: 'client-managed',
  host: 'https://server.example/vp',
  auth: { type: 'ticket' },
});
const begin = () => strategyOf(withTicket(), connection);
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

/** A backend that gets tickets for its user, and a proxy that takes each once. */
function serve() {
  const proxy = new FakeProxy();
  const host = { user: 'ada', tickets: 0, refusals: [] as Response[] };
  const open = new Map<string, object>();
  proxy.on(SESSION, () => Response.json({ hostUser: { id: host.user }, isSignedIn: true }));
  proxy.on(TICKET, () => {
    const ticket = `ticket ${++host.tickets}`;
    open.set(ticket, host.user === 'ada' ? ADA : GRACE);
    return Response.json({ ticket });
  });
  proxy.on(RESOURCE, ({ address }) => {
    const refusal = host.refusals.shift();
    if (refusal) return refusal;
    const ticket = address.searchParams.get('qlikTicket') ?? '';
    const user = open.get(ticket);
    open.delete(ticket);
    if (user) proxy.user = user;
    return user ? redirected() : new Response('', { status: 401 });
  });
  return { proxy, host };
}

describe('ticket', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  it('redeems a ticket once, and goes on with cookies', async () => {
    const { proxy, host } = serve();
    const strategy = begin();
    expect(await strategy.restore()).toBe('signed-in');
    expect(await strategy.renew()).toBeTrue();
    expect(host.tickets).toBe(1);
    expect(proxy.last(RESOURCE).address.search).toBe('?qlikTicket=ticket+1');
  });

  it('takes up the session of an earlier page, of which a user has five only', async () => {
    const { host } = serve();
    await begin().restore();
    expect(await begin().restore()).toBe('signed-in');
    expect(host.tickets).toBe(1);
  });

  it('takes up no session of the user before', async () => {
    const { proxy, host } = serve();
    await begin().restore();
    host.user = 'grace';
    expect(await begin().restore()).toBe('signed-in');
    expect(proxy.user).toBe(GRACE);
    proxy.user = ADA;
    await begin().restore();
    expect([proxy.user, host.tickets]).toEqual([GRACE, 3]);
  });

  it('leaves nothing of its user in the browser after a sign-out', async () => {
    serve();
    const strategy = begin();
    await strategy.restore();
    expect(JSON.stringify(Object.entries(localStorage))).not.toMatch(/ada/i);
    await strategy.signOut();
    expect(Object.keys(localStorage)).toEqual([]);
  });

  it('knows when the session has ended at the proxy, and begins another with a new ticket', async () => {
    const { proxy, host } = serve();
    const strategy = begin();
    await strategy.restore();
    expect(await strategy.isValid?.()).toBeTrue();
    proxy.user = undefined;
    expect(await strategy.isValid?.()).toBeFalse();
    expect(await strategy.renew()).toBeTrue();
    expect([await strategy.isValid?.(), host.tickets]).toEqual([true, 2]);
  });

  it('ends when another user has signed in to the application', async () => {
    const { proxy, host } = serve();
    const strategy = begin();
    await strategy.restore();
    host.user = 'grace';
    proxy.user = undefined;
    expect(await strategy.renew()).toBeFalse();
  });

  it('begins a session with each page where storage is blocked', async () => {
    const { host } = serve();
    spyOnProperty(window, 'localStorage', 'get').and.throwError('SecurityError');
    await begin().restore();
    expect(await begin().restore()).toBe('signed-in');
    expect(host.tickets).toBe(2);
  });

  for (const [how, answer] of [
    ['by 401', () => new Response('', { status: 401 })],
    ['by the way to its sign-in page', redirected],
  ] as const) {
    it(`gets one more ticket when the proxy refuses the first ${how}`, async () => {
      const { host } = serve();
      host.refusals.push(answer());
      expect(await begin().restore()).toBe('signed-in');
      expect(host.tickets).toBe(2);
    });
  }

  it('gets no other ticket for a user whom the server does not let in', async () => {
    const { proxy, host } = serve();
    proxy.on(RESOURCE, () => new Response('', { status: 403 }));
    const error = await qlikErrorOf(begin().signIn({}));
    expect([error.code, error.status, host.tickets]).toEqual(['sign-in-refused', 403, 1]);
    expect(error.remedy).toContain('administrator');
  });

  it('says that a ticket is good once, when two were redeemed already or too late', async () => {
    const { proxy } = serve();
    proxy.on(TICKET, () => Response.json({ ticket: 'old-one' }));
    proxy.on(RESOURCE, redirected);
    const error = await qlikErrorOf(begin().signIn({}));
    expect(error.code).toBe('sign-in-refused');
    expect(proxy.calls.filter((call) => call === TICKET).length).toBe(2);
    expect(error.remedy).toContain('once');
    expect(error.message).not.toContain('old-one');
  });

  it('says that cookies are blocked when the session does not come along', async () => {
    const { proxy } = serve();
    proxy.on(RESOURCE, new Response(''));
    expect(await codeOf(begin().signIn({}))).toBe('cookies-blocked');
  });

  it('is signed out when no user is signed in to the application', async () => {
    const { proxy } = serve();
    proxy.on(SESSION, new Response('{}', { status: 401 }));
    expect(await begin().restore()).toBe('signed-out');
  });
});
