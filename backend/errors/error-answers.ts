import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers a request that failed: `{ error: { code, message } }`, never a stack. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = statusOf(error);
  const isOurs = status >= 500;
  if (isOurs) request.log.error({ err: error }, 'a request failed');
  const message =
    !isOurs && error instanceof Error
      ? error.message
      : `Something went wrong inside. The log knows it as request ${request.id}.`;
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ error: { code: isOurs ? 'internal' : 'bad-request', message } });
}

/** Answers that there is nothing at this address. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ error: { code: 'not-found', message: `There is no ${request.method} ${path} here.` } });
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}
