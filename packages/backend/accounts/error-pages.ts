import type { FastifyInstance } from 'fastify';
import { sendError } from '../errors/error-responses.ts';
import { Problem } from '../errors/problem.ts';
import { messagePage } from './pages.ts';

/** Sends an HTML page for failed navigations in this scope; other requests get the problem document. */
export function addErrorPages(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    const isNavigation = (request.headers.accept ?? '').includes('text/html');
    if (!isNavigation || !(error instanceof Problem)) return sendError(error, request, reply);
    request.log.warn({ err: error }, 'a visit failed');
    const remedy = error.remedyWith(reply.server.settingNames) ?? '';
    return reply
      .code(error.statusCode)
      .headers({ ...error.options.headers, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(messagePage('This did not work', `${error.message} ${remedy}`.trim()));
  });
}
