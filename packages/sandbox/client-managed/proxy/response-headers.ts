import type { FastifyInstance } from 'fastify';
import type { VirtualProxy } from './virtual-proxy.ts';

const ALLOW_ORIGIN = 'access-control-allow-origin';

/** Returns the fixed headers of one answer. Of several allowed origins it uses the caller's. */
function headersFor(proxy: VirtualProxy, origin: string | undefined): Record<string, string> {
  const headers = new Map(
    Object.entries(proxy.additionalResponseHeaders).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const allowed = (headers.get(ALLOW_ORIGIN) ?? '').split(',').map((entry) => entry.trim());
  if (allowed.length > 1) {
    headers.set('vary', 'origin');
    if (origin === undefined || !allowed.includes(origin)) {
      headers.delete(ALLOW_ORIGIN);
    } else {
      headers.set(ALLOW_ORIGIN, origin);
    }
  }
  return Object.fromEntries(headers);
}

/** Adds the virtual proxy's additional response headers to every answer, refusals included. */
export function addResponseHeaders(scope: FastifyInstance, proxy: VirtualProxy): void {
  scope.addHook('onSend', async (request, reply) => {
    // The embed runtime sets the headers of a cloud tenant; here the administrator's settings apply.
    reply.removeHeader(ALLOW_ORIGIN);
    const { vary, ...headers } = headersFor(proxy, request.headers.origin);
    reply.headers(headers);
    if (vary !== undefined) {
      const present = reply.getHeader('vary');
      reply.header('vary', present === undefined ? vary : `${String(present)}, ${vary}`);
    }
  });
}
