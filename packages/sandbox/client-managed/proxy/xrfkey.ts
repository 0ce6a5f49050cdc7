import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The body of a 403 of the repository and the Proxy Service. Source: observed answers in public client projects. */
const XSRF_REFUSAL = 'XSRF prevention check failed. Possible XSRF discovered.';

const XRFKEY = /^[0-9A-Za-z]{16}$/;

/**
 * Returns whether the query parameter `xrfkey` and the header `X-Qlik-Xrfkey` have the same 16 characters.
 * Source: Qlik's help, "Using Xrfkey headers". The parameter is case-insensitive.
 */
function hasXrfkey(request: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
  const key = queryValue(request.url, 'xrfkey');
  return key !== undefined && XRFKEY.test(key) && request.headers['x-qlik-xrfkey'] === key;
}

/** Refuses calls without the key, in this scope. */
export function requireXrfkey(scope: FastifyInstance, explain: (request: FastifyRequest) => void): void {
  scope.addHook('preHandler', async (request, reply) => {
    if (!hasXrfkey(request)) {
      explain(request);
      return reply.code(403).type('text/plain').send(XSRF_REFUSAL);
    }
    return undefined;
  });
}

/** Returns the first value of a case-insensitive query parameter. */
export function queryValue(url: string, name: string): string | undefined {
  const query = url.split(/\?(.*)/s)[1] ?? '';
  for (const [key, value] of new URLSearchParams(query)) {
    if (key.toLowerCase() === name.toLowerCase()) {
      return value;
    }
  }
  return undefined;
}
