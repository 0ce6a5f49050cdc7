import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { WebSocketServer } from 'ws';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

/** The responses of a server for an unknown session cookie. */
const REFUSALS: Readonly<Record<string, (reply: FastifyReply) => FastifyReply>> = {
  '401': (reply) => reply.code(401).send('Unauthorized'),
  'its own sign-in page': (reply) => reply.redirect('/vp/internal_windows_authentication/?targetId=1', 302),
  'a sign-in page elsewhere': (reply) => reply.redirect('https://idp.example/login', 302),
};

/** A virtual proxy that takes a header for a sign-in only where there is no cookie, as strict ones may. */
async function startStrictProxy() {
  const app = Fastify({ forceCloseConnections: true });
  const proxy = {
    ...{ origin: '', session: 1, refuse: REFUSALS['401'], isHeaderAccepted: true, hasTokens: true },
    /** How many sessions have begun, and how many calls have come to `/vp/qrs/about`. */
    ...{ begun: 0, ended: 0, calls: 0 },
    /** While it is set, calls to `/vp/qrs/about` wait for it. */
    hold: undefined as Promise<void> | undefined,
    onHeld: (): void => undefined,
  };
  const sockets = new WebSocketServer({ noServer: true });
  const requireSignIn = (reply: FastifyReply): FastifyReply =>
    (proxy.refuse ?? (() => reply.code(401).send()))(reply);
  const admit = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const { cookie } = request.headers;
    if (cookie === `X-Qlik-Session=${proxy.session}`) return undefined;
    if (
      cookie !== undefined ||
      !proxy.isHeaderAccepted ||
      !['AD\\ada', 'AD\\grace'].includes(String(request.headers['x-user']))
    )
      return requireSignIn(reply);
    proxy.begun += 1;
    reply.header('set-cookie', `X-Qlik-Session=${proxy.session}; HttpOnly`);
    return undefined;
  };
  app.get('/vp/qps/user', async (request, reply) => admit(request, reply) ?? { userId: 'ada' });
  app.delete('/vp/qps/user', async () => {
    proxy.ended += 1;
    return {};
  });
  app.all('/vp/qrs/about', async (request, reply) => {
    proxy.calls += 1;
    if (proxy.hold !== undefined) proxy.onHeld();
    await proxy.hold;
    return admit(request, reply) ?? { buildVersion: '14.1' };
  });
  app.get(
    '/vp/moved',
    async (request, reply) => admit(request, reply) ?? reply.redirect('/vp/qrs/about', 302),
  );
  app.get('/vp/qps/csrftoken', async (request, reply) => {
    if (!proxy.hasTokens) return reply.code(404).send();
    return (
      admit(request, reply) ?? reply.header('qlik-csrf-token', `token/${proxy.session}`).code(204).send()
    );
  });
  app.server.on('upgrade', (request, socket, head) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams;
    const isFine =
      request.headers.cookie === `X-Qlik-Session=${proxy.session}` &&
      (!proxy.hasTokens || query.getAll('qlik-csrf-token').join() === `token/${proxy.session}`);
    if (isFine) sockets.handleUpgrade(request, socket, head, () => undefined);
    else socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  proxy.origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.terminate();
    await app.close();
  };
  return Object.assign(proxy, { close });
}

describe('sessions at virtual proxies with header authentication', () => {
  let proxy: Awaited<ReturnType<typeof startStrictProxy>>;
  let backend: TestBackend;
  let ada: TestBrowser;

  before(async () => {
    proxy = await startStrictProxy();
    const connection = {
      type: 'header',
      host: `${proxy.origin}/vp`,
      headerName: 'X-User',
      userDirectory: 'AD',
      allow: ['default', { methods: ['GET'], path: '/moved' }, { methods: ['POST'], path: '/qrs/about' }],
    };
    backend = await startTestBackend({ connections: { server: connection } });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  afterEach(() => {
    proxy.isHeaderAccepted = true;
    proxy.hasTokens = true;
  });
  after(async () => {
    await backend.close();
    await proxy.close();
  });

  const about = (): Promise<Response> => ada.get('/qlik/server/qrs/about');
  const open = async (query = ''): Promise<unknown> => {
    const socket = ada.openSocket(`/qlik/server/app/x${query}`);
    const opening = await openingOf(socket);
    if (opening === 'open') {
      socket.close();
      await once(socket, 'close');
    }
    return opening;
  };

  for (const [what, refuse] of Object.entries(REFUSALS)) {
    it(`are begun anew after a refusal by ${what}, which a page does not see of a read`, async () => {
      assert.equal((await about()).status, 200);
      for (const method of ['GET', 'HEAD']) {
        proxy.session += 1;
        proxy.refuse = refuse;
        Object.assign(proxy, { begun: 0, calls: 0 });
        const response = await ada.send('/qlik/server/qrs/about', { method });
        assert.equal(response.status, 200);
        if (method === 'GET') assert.deepEqual(await json(response), { buildVersion: '14.1' });
        assert.deepEqual([proxy.begun, proxy.calls], [1, 2]);
      }
    });

    it(`are begun anew for the call after one with a body that was refused by ${what}`, async () => {
      assert.equal((await about()).status, 200);
      proxy.session += 1;
      proxy.refuse = refuse;
      Object.assign(proxy, { begun: 0, calls: 0 });
      const refused = await ada.post('/qlik/server/qrs/about', { x: 1 });
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('location'), null);
      assert.deepEqual([proxy.begun, proxy.calls], [0, 1]);
      assert.equal((await ada.post('/qlik/server/qrs/about', { x: 1 })).status, 200);
      assert.deepEqual([proxy.begun, proxy.calls], [1, 2]);
    });

    it(`that cannot be begun are reported for each call: ${what}`, async () => {
      proxy.session += 1;
      proxy.refuse = refuse;
      proxy.isHeaderAccepted = false;
      proxy.calls = 0;
      for (let call = 0; call < 3; call++) assert.equal((await about()).status, 401);
      assert.equal(proxy.calls, 4, 'only the first of them had a session to begin anew');
      assert.equal(await open(), 401);
    });
  }

  it('are begun anew once for all reads that find them ended', async () => {
    assert.equal((await about()).status, 200);
    proxy.session += 1;
    proxy.begun = 0;
    const responses = await Promise.all(Array.from({ length: 20 }, about));
    assert.ok(responses.every(({ status }) => status === 200));
    assert.equal(proxy.begun, 1, 'a user may have five');
  });

  it('are not begun anew after the sign-out', async () => {
    const grace = await new TestBrowser(backend.origin).signIn('grace');
    assert.equal((await grace.get('/qlik/server/qrs/about')).status, 200);
    proxy.session += 1;
    let release = (): void => undefined;
    const isHeld = new Promise<void>((resolve) => {
      proxy.hold = new Promise((go) => (release = go));
      proxy.onHeld = resolve;
    });
    const reading = grace.get('/qlik/server/qrs/about');
    await isHeld;
    assert.equal((await grace.post('/app/sign-out')).status, 204);
    proxy.hold = undefined;
    proxy.ended = 0;
    proxy.begun = 0;
    release();
    assert.equal((await reading).status, 401);
    assert.equal(proxy.begun, proxy.ended, 'none is left at Qlik');
  });

  it('go on through a redirect that is no sign-in', async () => {
    assert.equal((await about()).status, 200);
    const moved = await ada.get('/qlik/server/moved');
    assert.equal(moved.headers.get('location'), `${backend.origin}/qlik/server/qrs/about`);
  });

  it('give sockets their token, in the place of a stale one', async () => {
    assert.equal(await open(), 'open');
    assert.equal(await open('?qlik-csrf-token=stale&reloadUri=x'), 'open');
  });

  it('are begun anew for a socket too', async () => {
    assert.equal(await open(), 'open');
    proxy.session += 1;
    proxy.begun = 0;
    assert.equal(await open(), 'open');
    assert.equal(proxy.begun, 1);
  });

  it('do without a token at servers that have none', async () => {
    proxy.hasTokens = false;
    assert.equal(await open(), 'open');
  });
});
