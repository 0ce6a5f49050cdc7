import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { forbidden, serviceOf } from '../rest/qlik-error.ts';

/** The calls that a page with the shared app needs. Which calls a real tenant allows is not public. */
const READABLE = /^\/api\/v1\/(apps\/[^/]+|items(\/[^/]+)?|users\/me|tenants\/me|user-locale|csrf-token)$/;

/** Refuses all calls of anonymous users that do not concern the shared app. */
export function restrictAnonymous(api: FastifyInstance, callers: Callers): void {
  api.addHook('onRequest', async (request) => {
    const { user } = callers.credentialOf(request);
    const path = request.url.split('?')[0] ?? '';
    if (user.sharedAppId !== undefined && !(request.method === 'GET' && READABLE.test(path))) {
      throw forbidden(serviceOf(request.url), 'An anonymous user may use the shared app only.');
    }
  });
}
