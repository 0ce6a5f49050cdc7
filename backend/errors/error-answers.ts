import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Answers a request that failed, as RFC 9457 has it: `{ title, status, detail, code, … }`, never a stack. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request);
  if (problem.statusCode >= 500) request.log.error({ err: error }, 'a request failed');
  // Nobody reads what is still to come, so the line is of no use any more.
  if (!request.raw.complete) reply.header('connection', 'close');
  return sendProblem(problem, reply);
}

/** Answers that there is nothing at this address. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '';
  return sendProblem(new Problem(404, 'not-found', `There is no ${request.method} ${path} here.`), reply);
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
