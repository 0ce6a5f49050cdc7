import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { apiKeyConnection, type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';
import { serveMetrics } from './metrics-server.ts';

describe('the metrics', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: {
        key: apiKeyConnection(tenant.origin),
        gone: apiKeyConnection('http://localhost:1'),
        impersonated: {
          ...{ type: 'oauth2-impersonation', host: tenant.origin },
          ...{ clientId: 'client', clientSecret: SECRETS.client },
        },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  /** The samples of a metric whose labels have these texts. */
  const samples = async (name: string, ...labels: string[]): Promise<number[]> => {
    const text = await backend.server.metrics.registry.metrics();
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      .filter((line) => labels.every((label) => line.includes(label)))
      .map((line) => Number(line.split(' ').at(-1)));
  };
  const requests = 'ngx_qlik_http_request_duration_seconds_count';

  it('count requests by route, those to Qlik by connection, and audit events', async () => {
    await ada.get('/qlik/key/api/v1/spaces');
    await ada.get('/qlik/key/api/v1/page');
    await ada.post('/api/qlik/impersonated/access-token', {});
    await ada.post('/api/qlik/nothing/access-token', {});
    const relayed = ['route="/qlik/key/*"', 'method="GET"', 'status="200"'];
    assert.deepEqual(await samples(requests, ...relayed), [2]);
    const toQlik = 'ngx_qlik_qlik_request_duration_seconds_count';
    assert.deepEqual(await samples(toQlik, 'connection="key"', 'status="200"'), [2]);
    assert.deepEqual(await samples(toQlik, 'connection="impersonated"', 'method="POST"'), [1]);
    const tokens = 'event="access-token"';
    assert.deepEqual(
      await samples('ngx_qlik_events_total', tokens, 'connection="impersonated"', 'result="done"'),
      [1],
    );
    assert.deepEqual(
      await samples('ngx_qlik_events_total', tokens, 'connection=""', 'result="refused"'),
      [1],
    );
  });

  it('say that there was no response of Qlik', async () => {
    assert.equal((await ada.get('/qlik/gone/api/v1/spaces')).status, 502);
    assert.deepEqual(
      await samples(
        'ngx_qlik_qlik_request_duration_seconds_count',
        'connection="gone"',
        'method="GET"',
        'status="failed"',
      ),
      [1],
    );
  });

  it('count open WebSockets and TCP connections', async () => {
    assert.deepEqual(await samples('ngx_qlik_websockets'), []);
    const socket = ada.openSocket('/qlik/key/app/a1');
    assert.equal(await openingOf(socket), 'open');
    assert.deepEqual(await samples('ngx_qlik_websockets', 'connection="key"'), [1]);
    const [connections = 0] = await samples('ngx_qlik_tcp_connections');
    assert.ok(connections >= 1);
    socket.terminate();
    for (let waited = 0; (await samples('ngx_qlik_websockets')).length > 0; waited += 20) {
      assert.ok(waited < 5_000, 'the socket is still counted');
      await delay(20);
    }
  });

  it('have no label that a client chooses', async () => {
    const before = (await backend.server.metrics.registry.metrics()).split('\n').length;
    for (let at = 0; at < 20; at += 1) {
      await ada.get(`/made-up-${at}`);
      await ada.get(`/qlik/key/api/v1/apps/made-up-${at}`);
      await ada.post(`/api/qlik/made-up-${at}/jwt`, {});
    }
    const raw = connect(Number(new URL(backend.origin).port), 'localhost');
    for (const method of ['PURGE', 'SEARCH', 'REPORT'])
      raw.write(`${method} /x HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await delay(200);
    raw.destroy();
    const text = await backend.server.metrics.registry.metrics();
    assert.doesNotMatch(text, /made-up|PURGE|SEARCH|REPORT|ada/);
    assert.ok(text.split('\n').length < before + 120, 'a series for each address');
  });

  it('are served on a port of their own, with those of the process, and nothing else is', async () => {
    const served = await serveMetrics(backend.server.metrics, { host: 'localhost', port: 0 });
    const address = served.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const response = await fetch(`http://localhost:${port}/metrics`);
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
      const text = await response.text();
      assert.match(text, /^# TYPE ngx_qlik_http_request_duration_seconds histogram$/m);
      assert.match(text, /^process_cpu_seconds_total /m);
      for (const path of ['/', '/metrics/', '/app/session'])
        assert.equal((await fetch(`http://localhost:${port}${path}`)).status, 404, path);
      assert.equal((await fetch(`http://localhost:${port}/metrics`, { method: 'POST' })).status, 404);
      assert.equal((await ada.get('/metrics')).status, 404, 'not on the public port');
    } finally {
      served.closeAllConnections();
      served.close();
    }
  });
});
