import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sep } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import express, { type Express } from 'express';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import fp from 'fastify-plugin';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from '../testing/fake-tenant.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';
import { createQlikBackend, type QlikBackend, type RequestHandler } from './embedded-backend.ts';
import { qlikBackendOf, qlikBackendPlugin } from './fastify-plugin.ts';
import { SettingsError } from '../settings-error.ts';
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
        signal: AbortSignal.timeout(20_000),
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

  it('is refused by Fastify with its prefix, and names basePath', async () => {
    const options = { connections: {}, resolveUser: () => undefined, logLevel: 'silent' };
    const app = Fastify();
    const register = async () =>
      app.register(qlikBackendPlugin, { ...options, prefix: '/analytics' } as never);
    await assert.rejects(register, /basePath.*prefix.*basePath: '\/analytics'/);
    await app.close();
    const parent = Fastify();
    const below = async () =>
      parent.register(
        async (scope) => {
          await scope.register(qlikBackendPlugin, options as never);
        },
        { prefix: '/reports' },
      );
    await assert.rejects(below, /basePath: '\/reports'/);
    await parent.close();
  });

  it('is refused in a scope of Fastify, whose hooks the rest of the server does not have', async () => {
    const options = { connections: {}, resolveUser: () => undefined, logLevel: 'silent' };
    const inScope: FastifyPluginAsync = async (scope) => {
      await scope.register(fp(async () => undefined));
      await scope.register(qlikBackendPlugin, options as never);
    };
    const app = Fastify();
    await assert.rejects(async () => {
      await app.register(inScope);
    }, /scope of its own.*Register it at the root/);
    await app.close();

    const wrapped = Fastify();
    await wrapped.register(fp(async () => undefined, { name: 'sessions' }));
    await wrapped.register(fp(inScope));
    assert.equal(qlikBackendOf(wrapped).owns({ url: '/qlik/key' } as never), true);
    await wrapped.close();
  });

  it('is refused by what is no server, and by an application that cannot be called', () => {
    assert.throws(() => backend.attach(express() as never), /attach: expected the HTTP server/);
    assert.throws(() => backend.attach(createServer(), {} as never), /attach: expected the application/);
  });

  it('ends no sessions without the id of a user', async () => {
    for (const wrong of [[undefined], [null], [5], [''], ['ada', null], ['ada', 5], [{ id: 'ada' }]])
      await assert.rejects(async () => backend.endSessions(...(wrong as [string])), TypeError, String(wrong));
    assert.equal(await backend.endSessions('unknown'), 0);
  });

  it('ends the session that a user without sessions of the host has, with whichever', async () => {
    resolveUser = () => ({ id: 'grace' });
    const use = (app: Express): void => void app.use(backend.handler);
    assert.equal((await ask(use, echo)).status, 200);
    assert.equal(await backend.endSessions('grace', 'a session of the host'), 1);
    assert.equal(await backend.endSessions('grace', 'a session of the host'), 0);
    await delay(2);
    resolveUser = () => ({ id: 'grace', session: 'one' });
    assert.equal((await ask(use, echo)).status, 200);
    assert.equal(await backend.endSessions('grace', 'another'), 0);
    assert.equal(await backend.endSessions('grace', 'one'), 1);
    resolveUser = () => ({ id: 'ada' });
  });

  it('warns of an application that answers its WebSockets, and logs no error for requests after its close', async (t) => {
    const lines: string[] = [];
    const own = await createQlikBackend({
      logStream: { write: (line) => void lines.push(line) },
      resolveUser: () => ({ id: 'ada' }),
      connections: { key: apiKeyConnection(tenant.origin) },
    });
    const app = express();
    const server = createServer(app);
    own.attach(server, app);
    await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
    t.after(() => server.close());
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const browser = new TestBrowser(origin);
    assert.equal(await openingOf(browser.openSocket('/qlik/key/app/a')), 404);
    assert.match(lines.join(''), /"level":40[^\n]*attach: .*backend\.handler/);
    app.use(own.handler);
    assert.equal(await openingOf(browser.openSocket('/qlik/key/app/a')), 'open');
    await own.close();
    lines.length = 0;
    const late = await fetch(`${origin}/qlik/key/api/v1/echo`, { headers: { connection: 'close' } });
    assert.deepEqual([late.status, (await json(late))['code']], [503, 'stopping']);
    assert.ok(!/"level":[56]0|"stack"/.test(lines.join('')), lines.join(''));
    assert.match((await own.problem()) ?? '', /closed/);
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

describe('what a backend in a host application says about its settings', () => {
  /** Names of environment variables, which the host does not have. */
  const VARIABLE =
    /\b(?:QLIK_BACKEND_CONFIG|PUBLIC_URL|TRUST_PROXY|REDIS_URL|SESSION_SECRET|OIDC_\w+|USER_\w+)\b/;
  const refusalOf = async (options: object): Promise<string> => {
    const given = { resolveUser: () => undefined, logLevel: 'silent', ...options };
    try {
      await (await createQlikBackend(given as never)).close();
    } catch (error) {
      assert.ok(error instanceof SettingsError);
      return error.message;
    }
    throw new Error('it was not refused');
  };

  it('names the options that cannot be used', async () => {
    const key = { type: 'apikey', host: 'https://tenant.example', apiKey: 'k' };
    const web = {
      ...{ type: 'oauth2-web', clientId: 'c', clientSecret: 's' },
      host: 'https://tenant.example',
    };
    const same = { a: { ...web, redirectPath: '/back' }, b: { ...web, redirectPath: '/back' } };
    for (const [start, options] of Object.entries({
      'connections: no-such-file.json cannot be read': { connections: 'no-such-file.json' },
      'connections: these connections do not say who': { connections: { key } },
      'connections: connections.b.redirectPath': { connections: same },
      'publicUrl takes': { connections: {}, publicUrl: 'http://x.example' },
      'Redis needs sessionSecret': { connections: {}, redisUrl: 'redis://localhost' },
    })) {
      const message = await refusalOf(options);
      assert.ok(message.replaceAll(process.cwd() + sep, '').startsWith(start), message);
      assert.doesNotMatch(message, VARIABLE);
    }
  });

  it('names them to callers too', async (t) => {
    const tenant = await startFakeTenant();
    const backend = await createQlikBackend({
      logLevel: 'silent',
      resolveUser: () => ({ id: 'ada', email: 'ada@corp.example' }),
      connections: {
        mail: {
          ...{ type: 'oauth2-impersonation', host: tenant.origin, clientId: 'c', clientSecret: 's' },
          user: { from: 'email' },
        },
      },
    });
    const server = createServer(backend.handler);
    await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
    t.after(async () => {
      await backend.close();
      await tenant.close();
      server.closeAllConnections();
      server.close();
    });
    const own = `http://localhost:${(server.address() as AddressInfo).port}`;
    const ask = async (origin: string): Promise<Record<string, unknown>> =>
      json(await fetch(`${own}/api/qlik/mail/access-token`, { method: 'POST', headers: { origin } }));
    const foreign = await ask('https://evil.example');
    assert.equal(foreign['code'], 'cross-site');
    assert.match(String(foreign['remedy']), /publicUrl is not the address/);
    const unverified = await ask(own);
    assert.equal(unverified['code'], 'email-unverified');
    assert.match(String(unverified['remedy']), /isEmailVerified/);
    for (const { remedy } of [foreign, unverified]) assert.doesNotMatch(String(remedy), VARIABLE);
  });
});
