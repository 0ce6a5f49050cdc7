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
  const proxy = { origin: '', session: 1, refuse: REFUSALS['401'], isHeaderAccepted: true, hasTokens: true };
  const sockets = new WebSocketServer({ noServer: true });
  const requireSignIn = (reply: FastifyReply): FastifyReply =>
    (proxy.refuse ?? (() => reply.code(401).send()))(reply);
  const admit = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
    const { cookie } = request.headers;
    if (cookie === `X-Qlik-Session=${proxy.session}`) return undefined;
    if (cookie !== undefined || !proxy.isHeaderAccepted || request.headers['x-user'] !== 'AD\\ada')
      return requireSignIn(reply);
    reply.header('set-cookie', `X-Qlik-Session=${proxy.session}; HttpOnly`);
    return undefined;
  };
  app.get('/vp/qps/user', async (request, reply) => admit(request, reply) ?? { userId: 'ada' });
  app.get('/vp/qrs/about', async (request, reply) => admit(request, reply) ?? { buildVersion: '14.1' });
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
      allow: ['default', { methods: ['GET'], path: '/moved' }],
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
    it(`are begun anew after a refusal by ${what}, of which the page hears as 401`, async () => {
      assert.equal((await about()).status, 200);
      proxy.session += 1;
      proxy.refuse = refuse;
      const refused = await about();
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('location'), null);
      const again = await about();
      assert.equal(again.status, 200);
      assert.deepEqual(await json(again), { buildVersion: '14.1' });
    });

    it(`that cannot be begun are reported for each call: ${what}`, async () => {
      proxy.session += 1;
      proxy.refuse = refuse;
      proxy.isHeaderAccepted = false;
      for (let call = 0; call < 3; call++) assert.equal((await about()).status, 401);
      assert.equal(await open(), 401);
    });
  }

  it('go on through a redirect that is no sign-in', async () => {
    assert.equal((await about()).status, 200);
    const moved = await ada.get('/qlik/server/moved');
    assert.equal(moved.headers.get('location'), `${backend.origin}/qlik/server/qrs/about`);
  });

  it('give sockets their token, in the place of a stale one', async () => {
    assert.equal(await open(), 'open');
    assert.equal(await open('?qlik-csrf-token=stale&reloadUri=x'), 'open');
  });

  it('are begun anew for the socket after one that was refused', async () => {
    assert.equal(await open(), 'open');
    proxy.session += 1;
    assert.equal(await open(), 401);
    assert.equal(await open(), 'open');
  });

  it('do without a token at servers that have none', async () => {
    proxy.hasTokens = false;
    assert.equal(await open(), 'open');
  });
});
