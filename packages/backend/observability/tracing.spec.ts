import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

describe('the traces', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    provider.register();
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: {
        key: apiKeyConnection(tenant.origin),
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  beforeEach(() => exporter.reset());
  after(async () => {
    await backend.close();
    await tenant.close();
    await provider.shutdown();
    trace.disable();
    context.disable();
  });

  const spans = (kind: SpanKind): ReadableSpan[] =>
    exporter.getFinishedSpans().filter((span) => span.kind === kind);

  it('have a span for a request and one below it for the request to Qlik, in the trace of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const response = await ada.get('/qlik/key/api/v1/spaces?secret=very-secret', { traceparent });
    await response.text();
    const [server] = spans(SpanKind.SERVER);
    const [client] = spans(SpanKind.CLIENT);
    assert.equal(server?.name, 'GET /qlik/key/*');
    assert.deepEqual(
      [server.attributes['http.response.status_code'], server.attributes['ngx_qlik.request_id']],
      [200, response.headers.get('x-request-id')],
    );
    assert.equal(server.spanContext().traceId, traceId);
    assert.equal(client?.parentSpanContext?.spanId, server.spanContext().spanId);
    assert.deepEqual(
      [client.attributes['ngx_qlik.connection'], client.attributes['server.address']],
      ['key', 'localhost'],
    );
    assert.equal(tenant.seen.at(-1)?.headers['traceparent'], undefined, 'nothing of it goes to Qlik');
    const written = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]),
    );
    assert.doesNotMatch(written, /very-secret|ada|spaces/);
  });

  it('keep the traces of concurrent requests apart', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ada.get('/qlik/key/api/v1/spaces')));
    const servers = new Map(spans(SpanKind.SERVER).map((span) => [span.spanContext().spanId, span]));
    const parents = spans(SpanKind.CLIENT).map((span) => span.parentSpanContext?.spanId ?? '');
    assert.equal(new Set(parents).size, 20);
    assert.ok(parents.every((id) => servers.has(id)));
  });

  it('mark failures: of the backend by 5xx, of Qlik by 4xx and above', async () => {
    await ada.get('/qlik/key/api/v1/nothing');
    await ada.get('/made-up');
    const byName = new Map(exporter.getFinishedSpans().map((span) => [span.name, span.status.code]));
    assert.equal(byName.get('GET Qlik'), SpanStatusCode.ERROR);
    assert.equal(byName.get('GET /qlik/key/*'), SpanStatusCode.UNSET);
    assert.equal(byName.get('GET'), SpanStatusCode.UNSET);
  });
});
