import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import express, { type Express } from 'express';
import Fastify from 'fastify';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from '../testing/fake-tenant.ts';
import { json } from '../testing/test-browser.ts';
import { createQlikBackend, type QlikBackend, type RequestHandler } from './embedded-backend.ts';
import { qlikBackendPlugin } from './fastify-plugin.ts';
import type { ResolveUser } from './resolve-user.ts';

describe('a backend that a host application sets up wrongly', () => {
  let tenant: FakeTenant;
  let resolveUser: ResolveUser = () => ({ id: 'ada' });
  let backend: QlikBackend;
  before(async () => {
    tenant = await startFakeTenant();
    backend = await createQlikBackend({
      logLevel: 'silent',
      basePath: '/analytics',
      resolveUser: (request) => resolveUser(request),
      connections: {
        key: { ...apiKeyConnection(tenant.origin), access: 'full' },
      },
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  /** Sends a request to a host that is made for it. */
  const ask = async (setUp: (app: Express) => void, path: string, body?: object) => {
    const app = express();
    setUp(app);
    const server = createServer(app);
    await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    try {
      const response = await fetch(origin + path, {
        headers: { origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(5_000),
      });
      return { status: response.status, problem: await json(response) };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  const echo = '/analytics/qlik/key/api/v1/echo';

  it('says that bodies are read before it, in place of waiting for them', async () => {
    const parserFirst = (app: Express): void => void app.use(express.json(), backend.handler);
    const { status, problem } = await ask(parserFirst, echo, { a: 1 });
    assert.deepEqual([status, problem['code']], [500, 'body-read']);
    assert.match(String(problem['remedy']), /before parsers/);
    // Without a body nothing was read.
    assert.equal((await ask(parserFirst, echo)).status, 200);
  });

  it('says that it is mounted at another path than its base path', async () => {
    const { status, problem } = await ask(
      (app) => void app.use('/reports', backend.handler),
      '/reports/qlik/key/api/v1/echo',
    );
    assert.deepEqual([status, problem['code']], [500, 'mounted-elsewhere']);
    assert.match(String(problem['detail']), /\/reports.*\/analytics/);
  });

  it('reports a failing resolveUser without its text', async () => {
    resolveUser = () => {
      throw new Error('very-secret-database-password');
    };
    const { status, problem } = await ask((app) => void app.use(backend.handler), echo);
    resolveUser = () => ({ id: 'ada' });
    assert.deepEqual([status, problem['code']], [500, 'host-user-failed']);
    assert.doesNotMatch(JSON.stringify(problem), /very-secret/);
  });

  it('answers what is not its own with 404 where nothing comes after it', async () => {
    const last: RequestHandler = (request, response) => backend.handler(request, response);
    const { status } = await ask((app) => void app.use(last), '/other');
    assert.equal(status, 404);
  });

  it('cannot be attached twice to a server, since each handshake would be taken twice', () => {
    const server = createServer();
    backend.attach(server);
    assert.throws(() => backend.attach(server), /attached to this server already/);
  });

  it('is refused by Fastify without a resolveUser', async () => {
    const app = Fastify();
    await assert.rejects(async () => {
      await app.register(qlikBackendPlugin, { connections: {} } as never);
    }, /resolveUser: expected a function/);
    await app.close();
  });

  it('cannot be created with secrets that cannot be used, and names each', async () => {
    const connections = { a: { type: 'apikey', host: 'ftp://x', apiKey: 'very-secret' } };
    await assert.rejects(createQlikBackend({ connections, resolveUser }), (error: Error) => {
      assert.match(error.message, /connections\.a\.host/);
      assert.doesNotMatch(error.message, /very-secret/);
      return true;
    });
    await assert.rejects(
      createQlikBackend({ connections: 'no-such-file.json', resolveUser }),
      /no-such-file\.json cannot be read/,
    );
  });
});
