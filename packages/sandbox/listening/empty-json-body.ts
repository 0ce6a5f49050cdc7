import type { FastifyInstance } from 'fastify';

/**
 * Reads JSON bodies, and an empty one as none. Qlik's servers do so, and Qlik's clients rely on it: `@qlik/api` and many REST clients send
 * `content-type: application/json` with a `DELETE` that has no body. Fastify alone answers 400.
 */
export function acceptEmptyJsonBody(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, String(body), done);
  });
}
