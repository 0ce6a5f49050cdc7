import assert from 'node:assert/strict';
import type { TLSSocket } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { createCertificates, type TestCertificates } from '../testing/certificates.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

/** What came to the server that asks for certificates. */
interface Seen {
  readonly url: string;
  readonly body: unknown;
  readonly key: unknown;
  readonly user: unknown;
  readonly subject: string | undefined;
}

describe('client certificates', () => {
  let certificates: TestCertificates;
  let server: FastifyInstance;
  let backend: TestBackend;
  let origin: string;
  const seen: Seen[] = [];

  before(async () => {
    certificates = await createCertificates();
    const { ca, server: identity, client, unknownCa } = certificates;
    const app = Fastify({
      https: {
        cert: identity.certificate,
        key: identity.key,
        ca,
        requestCert: true,
        rejectUnauthorized: true,
      },
      forceCloseConnections: true,
    });
    app.addHook('preHandler', async ({ raw, url, body, headers }) => {
      seen.push({
        url,
        body,
        key: headers['x-qlik-xrfkey'],
        user: headers['x-qlik-user'],
        subject: String((raw.socket as TLSSocket).getPeerCertificate().subject.CN),
      });
    });
    app.post('/qps/vp/ticket', async (_request, reply) =>
      reply.code(201).send({ Ticket: 'very-secret-ticket' }),
    );
    app.post('/qps/broken/ticket', async (_request, reply) => reply.code(201).send({}));
    app.get('/qrs/about', async () => ({ schemaPath: 'About' }));
    app.get('/qrs/unreachable', async (_request, reply) => reply.redirect('/elsewhere'));
    const sockets = new WebSocketServer({ noServer: true });
    app.server.on('upgrade', (request, socket, head: Buffer) => {
      seen.push({
        url: request.url ?? '',
        body: undefined,
        key: undefined,
        user: request.headers['x-qlik-user'],
        subject: undefined,
      });
      sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.close(4000));
    });
    await app.listen({ port: 0, host: 'localhost' });
    server = app;
    const address = app.server.address();
    origin = `https://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const ticket = {
      type: 'ticket',
      proxyService: origin,
      virtualProxy: 'vp',
      userDirectory: 'SANDBOX',
      certificate: client.certificate,
      key: client.key,
      ca,
    };
    const direct = {
      type: 'pfx',
      allow: 'all',
      engine: origin,
      repository: origin,
      userDirectory: 'SANDBOX',
      certificate: client.certificate,
      key: client.key,
      ca,
    };
    backend = await startTestBackend({
      connections: {
        ticket: { ...ticket, user: { map: { edgar: 'bad\\name', grace: 'grace\r\nx-evil: 1' } } },
        unknownCa: { ...ticket, certificate: unknownCa.certificate, key: unknownCa.key },
        untrusted: { ...ticket, ca: undefined },
        broken: { ...ticket, virtualProxy: 'broken' },
        absent: { ...ticket, virtualProxy: 'absent' },
        direct,
        service: { ...direct, userDirectory: 'INTERNAL', asUser: 'sa_api', audience: 'everyone-signed-in' },
      },
    });
  });
  after(async () => {
    await backend.close();
    await server.close();
  });

  it('get a ticket for the signed-in user', async () => {
    seen.length = 0;
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const response = await ada.post('/api/qlik/ticket/ticket');
    assert.equal(response.headers.get('cache-control'), 'private, no-store');
    assert.deepEqual(await json(response), { ticket: 'very-secret-ticket' });
    const [request] = seen;
    assert.deepEqual(request?.body, { UserDirectory: 'SANDBOX', UserId: 'ada', Attributes: [] });
    assert.equal(request.subject, 'QlikClient');
    assert.match(String(request.key), /^[0-9A-Za-z]{16}$/);
    assert.ok(request.url.endsWith(`?xrfkey=${String(request.key)}`));
  });

  for (const [connection, status, code] of [
    ['unknownCa', 502, 'qlik-unreachable'],
    ['untrusted', 502, 'qlik-certificate-refused'],
    ['broken', 502, 'qlik-failed'],
    ['absent', 502, 'credential-refused'],
  ] as const) {
    it(`are refused as ${code} with the connection "${connection}"`, async () => {
      const ada = await new TestBrowser(backend.origin).signIn('ada');
      const response = await ada.post(`/api/qlik/${connection}/ticket`);
      assert.equal(response.status, status);
      assert.equal((await json(response))['code'], code);
    });
  }

  it('refuse a user name with special characters of a header', async () => {
    for (const user of ['edgar', 'grace']) {
      seen.length = 0;
      const browser = await new TestBrowser(backend.origin).signIn(user);
      const response = await browser.post('/api/qlik/ticket/ticket');
      assert.equal(response.status, 403);
      assert.equal((await json(response))['code'], 'user-name-unusable');
      assert.equal(seen.length, 0);
    }
  });

  it('open repository and engine in the name of the user, and nothing else there', async () => {
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    seen.length = 0;
    assert.deepEqual(await json(await ada.get('/qlik/direct/qrs/about')), { schemaPath: 'About' });
    await ada.get('/qlik/direct/qrs/about?xrfkey=0123456789abcdef', {
      'x-qlik-xrfkey': '0123456789abcdef',
      'x-qlik-user': 'UserDirectory=INTERNAL; UserId=sa_api',
    });
    assert.ok(seen.every(({ user }) => user === 'UserDirectory=SANDBOX; UserId=ada'));
    assert.ok(seen.every(({ url, key }) => url === `/qrs/about?xrfkey=${String(key)}`));
    assert.equal(await openingOf(ada.openSocket('/qlik/direct/app/engineData')), 'open');
    assert.equal(seen.at(-1)?.user, 'UserDirectory=SANDBOX; UserId=ada');
    assert.equal((await ada.get('/qlik/direct/qps/user')).status, 404);
    assert.equal((await ada.post('/qlik/direct/qrs/about')).status, 403);
    await ada.get('/qlik/service/qrs/about');
    assert.equal(seen.at(-1)?.user, 'UserDirectory=INTERNAL; UserId=sa_api');
  });

  it('leave no trace in the log', () => {
    for (const secret of ['very-secret-ticket', certificates.client.key.split('\n')[1] ?? '']) {
      assert.ok(secret.length > 10 && !backend.log().includes(secret));
    }
  });
});
