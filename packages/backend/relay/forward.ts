import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import type { OutgoingRequest } from '../outgoing/http-client.ts';
import { httpClientOf } from '../outgoing/tls-client.ts';
import { unreachable } from '../qlik/upstream-problem.ts';
import { sendResponse, statusOf } from './responses.ts';
import { requestHeaders } from './forwarded-headers.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import { readRequestBody } from './request-body.ts';
import type { Target } from './upstream.ts';

const READING = ['GET', 'HEAD'];

interface ForwardOptions {
  readonly connection: RelayedConnection;
  readonly target: Target;
  /** The relay's own address for this connection. */
  readonly own: string;
}

/**
 * Sends a request to Qlik, and Qlik's response back. The two sides are framed independently: the length of a body is sent to Qlik when it is
 * known here, and what comes must have it.
 * @returns what Fastify sends
 * @throws {Problem}
 */
export async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  { connection, target, own }: ForwardOptions,
): Promise<unknown> {
  const aborted = new AbortController();
  const abort = (): void => aborted.abort();
  const { socket } = request.raw;
  // A pipelined response that waits behind another emits no event when the connection closes; the socket does.
  socket.once('close', abort);
  reply.raw.once('close', () => {
    abort();
    socket.off('close', abort);
  });
  if (socket.destroyed) abort();
  // Limits also the wait for a free connection to Qlik, 1xx responses and a missing end.
  const limit = setTimeout(
    () => aborted.abort(Object.assign(new Error('no response in time'), { code: 'ETIMEDOUT' })),
    connection.timeoutSeconds * 1000 + uploadMs(request),
  );
  try {
    const answer = await sendWithRenewal(request, { connection, target, signal: aborted.signal });
    return await sendResponse(request, reply, { connection, own, ...answer });
  } catch (error) {
    // An aborted request fails; the signal has the reason.
    const cause: unknown = aborted.signal.aborted ? aborted.signal.reason : error;
    throw error instanceof Problem ? error : unreachable(connection.id, cause);
  } finally {
    clearTimeout(limit);
  }
}

/** A body may take as long as the server lets one take. */
function uploadMs({ headers, server }: FastifyRequest): number {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return hasBody ? server.server.requestTimeout : 0;
}

type SendOptions = Omit<ForwardOptions, 'own'> & { readonly signal: AbortSignal };

/**
 * Sends a request, and a read once more with another credential when Qlik refuses the first: its session or token has ended before its
 * time, as after a restart of Qlik. What may change something is not repeated: the page gets the 401 and decides.
 */
async function sendWithRenewal(
  request: FastifyRequest,
  options: SendOptions,
): Promise<{ readonly target: Target; readonly response: IncomingMessage }> {
  const { connection, target } = options;
  const response = await send(request, options);
  const isRefused = statusOf(response, connection, target) === 401;
  if (!isRefused || target.renew === undefined || !READING.includes(request.method))
    return { target, response };
  try {
    await target.onResponse(401, response.headers['set-cookie'] ?? []);
    const renewed = await target.renew();
    if (renewed === undefined) return { target, response };
    discard(response);
    return { target: renewed, response: await send(request, { ...options, target: renewed }) };
  } catch (error) {
    discard(response);
    throw error;
  }
}

function discard(response: IncomingMessage): void {
  response.on('error', () => undefined).destroy();
}

async function send(
  request: FastifyRequest,
  { connection, target, signal }: SendOptions,
): Promise<IncomingMessage> {
  const origin = new URL(target.base);
  const outgoing: OutgoingRequest = {
    origin,
    path: origin.pathname.replace(/\/$/, '') + target.path,
    method: request.method,
    headers: { ...requestHeaders(request.headers), ...target.headers },
    body: readRequestBody(request),
    signal,
  };
  const client = httpClientOf(connection);
  try {
    return await client.request(outgoing);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (!READING.includes(request.method) || !isConnectionError(error))
      throw unreachable(connection.id, error);
  }
  try {
    return await client.request(outgoing);
  } catch (error) {
    throw unreachable(connection.id, error);
  }
}

/**
 * Returns whether the connection closed before a response came. The server may close a kept-alive connection at the moment in which it
 * was used: a read is then retried on another connection. Other methods are not retried.
 * @see RFC 9110, section 9.2.2
 */
function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code));
}
