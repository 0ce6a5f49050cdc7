import type { FastifyInstance } from 'fastify';

/** The response header with the request id of the log. A request header of this name is ignored. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Sets the request's id on each response of a route and each 404. */
export function addRequestIds(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
}
