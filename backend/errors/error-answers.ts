import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Answers a request that failed, as RFC 9457 has it: `{ title, status, detail, code, … }`, never a stack. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request);
  if (problem.statusCode >= 500) request.log.error({ err: error }, 'a request failed');
  // Nobody reads the rest of such a body, so the line is of no use any more. Shorter ones are read to their end.
  if (problem.statusCode === 413) reply.header('connection', 'close');
  return sendProblem(problem, reply);
}

/** Answers that there is nothing at this address. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  return sendProblem(new Problem(404, 'not-found', `There is no ${request.method} ${path} here.`), reply);
}

/** Answers what is no HTTP at all, or takes too long to become it. For Node's `clientError`. */
export function answerMalformed(error: Error, socket: Socket): void {
  const reason = 'code' in error ? error.code : undefined;
  if (reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] =
    reason === 'HPE_HEADER_OVERFLOW'
      ? [431, 'The headers are too long.']
      : reason === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request took too long to arrive.']
        : [400, 'This is no valid HTTP request.'];
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ title, status, code: 'malformed-request', detail });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function sendProblem({ statusCode, code, message, options }: Problem, reply: FastifyReply): FastifyReply {
  const { remedy, connection, members, headers } = options;
  return reply
    .code(statusCode)
    .headers({ ...headers, 'cache-control': 'no-store', 'content-type': PROBLEM_TYPE })
    .send(
      JSON.stringify({
        ...members,
        title: STATUS_CODES[statusCode] ?? 'Error',
        status: statusCode,
        code,
        detail: message,
        ...(remedy === undefined ? {} : { remedy }),
        ...(connection === undefined ? {} : { connection }),
      }),
    );
}

function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  if (status < 500 && error instanceof Error) {
    return new Problem(status, codes[status] ?? 'bad-request', error.message);
  }
  const detail = `Something went wrong inside. The log knows it as request ${request.id}.`;
  return new Problem(status, 'internal', detail);
}

const codes: Readonly<Record<number, string>> = {
  404: 'not-found',
  413: 'body-too-large',
  415: 'wrong-content-type',
  429: 'too-many-requests',
};

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500;
}
