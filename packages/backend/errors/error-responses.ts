import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from '../logging/request-id.ts';
import { loggedPath } from '../logging/request-path.ts';
import type { SettingNames } from '../setting-names.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** What the settings are called in messages. */
    settingNames: SettingNames;
  }
}

/** The code of the answers during and after the stop. */
export const STOPPING = 'stopping';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Answers a failed request with a problem document (RFC 9457): `{ title, status, detail, code, … }`, never a stack. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error, request);
  // A stop is no failure; the request log has the response.
  if (problem.statusCode >= 500 && problem.code !== STOPPING)
    request.log.error({ err: error }, 'a request failed');
  // The rest of such a body is not read, so the connection cannot be reused. Shorter bodies are read to their end.
  if (problem.statusCode === 413) reply.header('connection', 'close');
  return sendProblem(problem, reply);
}

/** Answers with 404. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = loggedPath(request.originalUrl);
  return sendProblem(new Problem(404, 'not-found', `There is no ${request.method} ${path} here.`), reply);
}

/**
 * Answers malformed and incomplete requests. For Node's `clientError`.
 *
 * Responses that are under way on the same connection are finished first: a client would match this one with an earlier request.
 */
export function answerMalformed(this: FastifyInstance, error: Error, socket: Socket): void {
  const registry = this.socketRegistry;
  const reason = 'code' in error ? String(error.code) : undefined;
  const state = registry.stateOf(socket);
  // The end has begun, and each further piece of the request is an error again.
  if (state === 'ending' && reason !== 'ECONNRESET') return;
  if (state === 'answer-begun' || reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = randomUUID();
  const [status, detail] = describeMalformed(reason);
  // The packet is not logged: it may contain a credential.
  this.log.info(
    { reqId: id, reason, remoteAddress: socket.remoteAddress, res: { statusCode: status } },
    'malformed request',
  );
  if (state === 'answering') {
    registry.endAfterAnswers(socket);
    return;
  }
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify({ title, status, code: 'malformed-request', detail });
  registry.end(
    socket,
    [
      `HTTP/1.1 ${status} ${title}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      `${REQUEST_ID_HEADER}: ${id}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function describeMalformed(reason: string | undefined): readonly [number, string] {
  if (reason === 'HPE_HEADER_OVERFLOW') return [431, 'The headers are too long.'];
  if (reason === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return [413, 'The chunk extensions are too long.'];
  if (reason === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The request took too long to arrive.'];
  return [400, 'This is no valid HTTP request.'];
}

/**
 * Headers that may be set when a response fails before its first byte, and do not describe the problem document.
 * @see RFC 9110, section 8
 */
const OF_ANOTHER_ANSWER = [
  'accept-ranges',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-range',
  'etag',
  'last-modified',
  'location',
  'retry-after',
];

function sendProblem(problem: Problem, reply: FastifyReply): FastifyReply {
  const { statusCode, code, message } = problem;
  const { connection, members, headers } = problem.options;
  const remedy = problem.remedyWith(reply.server.settingNames);
  for (const name of OF_ANOTHER_ANSWER) reply.removeHeader(name);
  return reply
    .code(statusCode)
    .headers({
      ...headers,
      'cache-control': 'private, no-store',
      'content-type': PROBLEM_TYPE,
      // Addresses that cannot be routed come here without hooks.
      [REQUEST_ID_HEADER]: reply.request.id,
    })
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
