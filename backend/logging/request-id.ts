import type { FastifyInstance } from 'fastify';

/** The response header with the request id of the log. A request header of this name is ignored. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Puts the request's id on each response that goes through a route or is a 404. */
export function addRequestIds(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
}
