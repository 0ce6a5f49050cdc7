import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import express, { type NextFunction } from 'express';
import { apiKeyConnection, type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { createQlikBackend, type QlikBackend, type RequestHandler } from './embedded-backend.ts';
import type { ResolveUser } from './resolve-user.ts';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: NextFunction) => void;

interface ExchangeOptions {
  /** Whether this is enough of the answer. Default: it never is. */
  readonly isOver?: (received: string) => boolean;
  /** The port. Default: that of the host. */
  readonly to?: number;
}

const passOn: Middleware = (_request, _response, next) => next();
const ada: ResolveUser = () => ({ id: 'ada', session: 's1' });

describe('a backend in a host application, under hostile requests', () => {
  let tenant: FakeTenant;
  let resolveUser = ada;
  let middleware = passOn;
  let backend: QlikBackend;
  let other: QlikBackend;
  let server: Server;
  let port: number;
  before(async () => {
    tenant = await startFakeTenant();
    const create = (basePath: string): Promise<QlikBackend> =>
      createQlikBackend({
        logLevel: 'silent',
        basePath,
        resolveUser: (request) => resolveUser(request),
        connections: {
          key: { ...apiKeyConnection(tenant.origin), access: 'full' },
        },
      });
    backend = await create('/analytics');
    other = await create('/reports');
    const app = express();
    app.use((request, response, next) => middleware(request, response, next));
    app.use('/analytics', backend.handler);
    app.use(other.handler);
    app.use((_request, response) => void response.send('the host'));
    server = createServer(app);
    for (const each of [backend, other]) each.attach(server, app as RequestHandler);
    await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  beforeEach(() => {
    resolveUser = ada;
    middleware = passOn;
  });
  after(async () => {
    await Promise.all([backend.close(), other.close()]);
    server.closeAllConnections();
    server.close();
    await tenant.close();
  });

  const request = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): string =>
    [
      `${method} ${path} HTTP/1.1`,
      `Host: localhost:${port}`,
      `Origin: http://localhost:${port}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n');
  const handshake = (path: string): string =>
    request(path, {
      ...{ connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    });
  const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };

  /** Sends bytes, and never ends its own side. Resolves at the server's end of the connection, or after a time. */
  const exchange = async (
    bytes: string,
    limitMs: number,
    { isOver, to = port }: ExchangeOptions = {},
  ): Promise<{ text: string; isClosed: boolean }> => {
    const socket = connect({ port: to, host: 'localhost', allowHalfOpen: true });
    const closed = new Promise<boolean>((resolve) => {
      socket.on('close', () => resolve(true));
      // Without an error handler a reset would be an uncaught exception.
      socket.on('error', () => resolve(true));
    });
    let text = '';
    const over = new Promise<boolean>((resolve) => {
      socket.on('data', (data: Buffer) => {
        text += data.toString('latin1');
        if (isOver?.(text) === true) resolve(false);
      });
    });
    socket.write(bytes);
    // Only a write shows that the other side is gone.
    const probe = isOver === undefined ? setInterval(() => socket.write('x'), 200) : undefined;
    const isClosed = await Promise.race([closed, over, delay(limitMs, false)]);
    clearInterval(probe);
    socket.destroy();
    return { text, isClosed };
  };
  const statusOf = async (bytes: string, limitMs = 1_500, to = port): Promise<number> => {
    const { text } = await exchange(bytes, limitMs, { isOver: (received) => received.includes('\r\n'), to });
    return Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]);
  };

  it('a handshake behind a request that is being answered closes the connection, and ends nothing else', async () => {
    const slow: ResolveUser = () => delay(100, { id: 'ada' });
    resolveUser = slow;
    for (const path of ['/analytics/qlik/key/app/a1', '/nothing']) {
      const { text, isClosed } = await exchange(request('/analytics/app/session') + handshake(path), 2_000);
      assert.deepEqual([text, isClosed], ['', true], path);
    }
    assert.equal(await statusOf(request('/analytics/app/session')), 200);
  });

  it('a handshake for no one is refused once, and its socket does not stay', async () => {
    const { text, isClosed } = await exchange(handshake('/nothing'), 3_000);
    assert.equal(text.match(/HTTP\/1\.1 404/g)?.length, 1);
    assert.ok(isClosed);
    // Each of two backends on one server leaves the other's alone.
    for (const path of ['/analytics', '/reports'])
      assert.equal(await statusOf(handshake(`${path}/qlik/key/app/a1`)), 101, path);
  });

  it("the host's own pages answer clients that offer another protocol, such as h2c", async () => {
    const { text, isClosed } = await exchange(request('/own', h2c), 3_000);
    assert.match(text, /^HTTP\/1\.1 200[^]*the host$/);
    assert.ok(isClosed);
    // Node does not read the body of such a request.
    assert.equal(await statusOf(request('/own', { ...h2c, 'content-length': '3' }, 'POST') + 'abc'), 501);
  });

  it('what middleware has answered already is not sent to Qlik', async () => {
    middleware = (_request, response, next) => {
      response.writeHead(403).end();
      next();
    };
    const before = tenant.seen.length;
    assert.equal(await statusOf(request('/analytics/qlik/key/api/v1/spaces')), 403);
    assert.equal(await statusOf(handshake('/analytics/qlik/key/app/a1')), 403);
    assert.equal(tenant.seen.length, before);
  });

  it('a path has one spelling, so that path rules of the host hold', async () => {
    const spellings: Readonly<Record<string, number>> = {
      '/analytics/api/qlik/key/session': 200,
      '/analytics/api/qlik/%6bey/session': 404,
      '/analytics/%61pi/qlik/key/session': 404,
      '/analytics/app/%73%65%73%73%69%6f%6e': 404,
      '/analytics/app/session#x': 404,
      '/analytics/app/session?x=%73#y': 200,
      '/analytics/qlik/%6bey/api/v1/spaces': 400,
    };
    for (const [path, status] of Object.entries(spellings))
      assert.equal(await statusOf(request(path)), status, path);
  });

  it('a mount path in other letters is not a fault of the set-up', async () => {
    const { text } = await exchange(request('/ANALYTICS/app/session'), 3_000, {
      isOver: (received) => received.includes('the host'),
    });
    assert.match(text, /^HTTP\/1\.1 200/);
  });

  it('a handshake that is under way when the backend is closed opens no WebSocket', async () => {
    const closing = await createQlikBackend({
      logLevel: 'silent',
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, onlyUsers: ['ada'] },
      },
      resolveUser: () => delay(300, { id: 'ada' }),
    });
    const host = createServer();
    closing.attach(host);
    await new Promise<void>((resolve) => void host.listen(0, 'localhost', resolve));
    const { port: own } = host.address() as AddressInfo;
    const answer = statusOf(handshake('/qlik/key/app/a1').replaceAll(`:${port}`, `:${own}`), 1_500, own);
    await delay(150);
    await closing.close();
    assert.equal(await answer, 503);
    // Waits for all sockets.
    await new Promise((resolve) => host.close(resolve));
  });

  it('a sign-out during a request or handshake is not undone by it', async () => {
    const ends = [() => backend.endSessions('ada', 's1'), () => backend.endSessions('ada')];
    for (const hasSession of [true, false]) {
      for (const end of ends) {
        for (const bytes of [
          handshake('/analytics/qlik/key/app/a1'),
          request('/analytics/qlik/key/api/v1/spaces'),
        ]) {
          await end();
          // A request of the same millisecond counts as one from before the sign-out.
          await delay(2);
          resolveUser = ada;
          if (hasSession) assert.equal(await statusOf(request('/analytics/qlik/key/api/v1/spaces')), 200);
          resolveUser = () => delay(300, { id: 'ada', session: 's1' });
          const answer = statusOf(bytes, 1_000);
          await delay(150);
          assert.equal(await end(), hasSession ? 1 : 0);
          assert.equal(await answer, 401, `${bytes.split(' ', 2).join(' ')}, with a session: ${hasSession}`);
        }
      }
    }
    resolveUser = ada;
    assert.equal(await statusOf(request('/analytics/qlik/key/api/v1/spaces')), 200, 'later ones begin anew');
  });
});
