import type { FastifyInstance } from 'fastify';

/** The header by which an answer names its line in the log. What a client sends under this name is ignored. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Puts the request's id on each answer that goes through a route or is a 404. */
export function addRequestIds(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
}
