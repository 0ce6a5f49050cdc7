import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { forbidden, serviceOf } from '../rest/qlik-error.ts';

/** What a visitor's page needs around the shared app; which calls a tenant answers is not public. */
const READABLE = /^\/api\/v1\/(apps\/[^/]+|items(\/[^/]+)?|users\/me|tenants\/me|user-locale|csrf-token)$/;

/** Keeps anonymous visitors out of everything that is not about the shared app. */
export function restrictAnonymous(api: FastifyInstance, callers: Callers): void {
  api.addHook('onRequest', async (request) => {
    const { user } = callers.credentialOf(request);
    const path = request.url.split('?')[0] ?? '';
    if (user.sharedAppId !== undefined && !(request.method === 'GET' && READABLE.test(path))) {
      throw forbidden(serviceOf(request.url), 'An anonymous visitor may use the shared app only.');
    }
  });
}
