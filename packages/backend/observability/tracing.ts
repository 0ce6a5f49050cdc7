import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { loggedMethod } from './logged-method.ts';

const NAME = 'ngx-qlik-backend';

/**
 * Makes a span for each request, in the trace of the caller where there is one. Without an SDK of OpenTelemetry in the process it does nothing.
 * Attributes follow OpenTelemetry's conventions for HTTP; addresses, users and headers are in none of them.
 */
export function addTracing(server: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  server.addHook('onRequest', (request, _reply, done) => {
    const active = context.active();
    // Inside a host application its own span is the parent.
    const parent =
      trace.getSpan(active) === undefined ? propagation.extract(active, request.headers) : active;
    const method = loggedMethod(request.method);
    const route = request.routeOptions.url;
    const span = trace.getTracer(NAME).startSpan(
      route === undefined ? method : `${method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': method,
          ...(route === undefined ? {} : { 'http.route': route }),
          'ngx_qlik.request_id': request.id,
        },
      },
      parent,
    );
    spans.set(request, span);
    context.with(trace.setSpan(parent, span), done);
  });
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request);
    if (span !== undefined) endSpan(span, reply.statusCode, 500);
  });
}

/** Begins the span of a request to Qlik. */
export function startQlikSpan(connection: string, method: string, origin: URL): Span {
  return trace.getTracer(NAME).startSpan(`${method} Qlik`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': method,
      'server.address': origin.hostname,
      ...(origin.port === '' ? {} : { 'server.port': Number(origin.port) }),
      'ngx_qlik.connection': connection,
    },
  });
}

/**
 * Ends a span.
 * @param errorFrom the lowest status that is an error: of the server for its own requests, of the client for outgoing ones
 */
export function endSpan(span: Span, result: number | 'failed', errorFrom: number): void {
  if (result === 'failed') span.setStatus({ code: SpanStatusCode.ERROR, message: 'no response' });
  else {
    span.setAttribute('http.response.status_code', result);
    if (result >= errorFrom) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
