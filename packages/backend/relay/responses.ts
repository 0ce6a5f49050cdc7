import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import { refused, unreachable } from '../qlik/upstream-problem.ts';
import { harmlessType } from './fetch-destination.ts';
import { responseHeaders } from './forwarded-headers.ts';
import { headerRefused } from './header-sessions.ts';
import { relocate, relocateLinks } from './links.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import type { Target } from './upstream.ts';

/** A longer response is not a page of a list. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;
/** A client-managed server's own. Source: Qlik's help, "Authentication solutions". */
const SIGN_IN_PAGE = /\/internal_(?:windows|forms)_authentication\b/;
/** A document of Qlik that a browser shows under the application's origin could do all that the application can. */
const CONFINED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

interface ResponseOptions {
  readonly connection: RelayedConnection;
  readonly target: Target;
  readonly response: IncomingMessage;
  /** The relay's own address for this connection. */
  readonly own: string;
}

/**
 * Forwards Qlik's response, without what is stored here, such as cookies.
 * @returns what Fastify sends
 * @throws {Problem} instead of a response that pages cannot use
 */
export async function sendResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  { connection, target, response, own }: ResponseOptions,
): Promise<Readable | Buffer | undefined> {
  const { statusCode = 0, headers } = response;
  const body = response;
  try {
    const setCookie = headers['set-cookie'] ?? [];
    const status = statusOf(response, connection, target);
    await target.onResponse(status, setCookie);
    if (status !== statusCode) throw headerRefused(connection.id);
    requireUsable(connection, response);
    const sent = responseHeaders(headers);
    const location = relocation(response, { connection, target, own });
    delete sent['location'];
    const type = harmlessType(target.path, request.headers, sent['content-type']);
    const page = request.method === 'GET' && isJson(response) ? await readPage(body) : undefined;
    // From here on nothing fails: the response has exactly these headers.
    void reply.code(statusCode).headers({
      ...sent,
      ...(location === undefined ? {} : { location }),
      ...(type === undefined ? {} : { 'content-type': type }),
      'cache-control': 'private, no-store',
      'content-security-policy': CONFINED,
      vary: 'cookie',
      'x-qlik-connection': connection.id,
    });
    if (!request.raw.complete) reply.header('connection', 'close');
    if (page === undefined) return guard(body, connection);
    if (page instanceof Readable) return guard(page, connection);
    reply.removeHeader('content-length');
    return relocateLinks(page, target.base, own);
  } catch (error) {
    body.on('error', () => undefined).destroy();
    throw error;
  }
}

function requireUsable(connection: RelayedConnection, { statusCode = 0 }: IncomingMessage): void {
  if (statusCode < 200 || statusCode > 599) throw refused(connection.id, 500, `status ${statusCode}`);
  if (connection.type === 'apikey' && statusCode === 401) {
    // No sign-in of the user would help, and there is no other key.
    throw refused(connection.id, statusCode, 'the API key is not accepted');
  }
}

/** The status of a response, and 401 for a redirect to a sign-in page, as Qlik may answer for an unknown session; pages understand 401. */
export function statusOf(response: IncomingMessage, { type }: RelayedConnection, target: Target): number {
  return type === 'header' && isSignIn(response, target) ? 401 : (response.statusCode ?? 0);
}

function isSignIn({ statusCode = 0, headers }: IncomingMessage, { base }: Target): boolean {
  const { location } = headers;
  if (statusCode < 300 || statusCode >= 400 || typeof location !== 'string') return false;
  return SIGN_IN_PAGE.test(location) || relocate(location, base, '') === undefined;
}

/** @throws {Problem} 502 for a redirect to another host */
function relocation(
  { statusCode = 0, headers: { location } }: IncomingMessage,
  { connection, target, own }: Omit<ResponseOptions, 'response'>,
): string | undefined {
  if (typeof location !== 'string') return undefined;
  const moved = relocate(location, target.base, own);
  if (moved !== undefined || statusCode < 300 || statusCode >= 400) return moved;
  throw new Problem(502, 'qlik-redirects', 'Qlik sends elsewhere, probably to a sign-in page.', {
    connection: connection.id,
    remedy: 'The credential of the connection was not accepted; an administrator checks it.',
  });
}

/**
 * Reads a response that is short enough for a page of a list. For a longer one, returns a stream of the whole body.
 * @throws {Error} when it is cut off: the browser must not take it for the whole
 */
async function readPage(body: Readable): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    chunks.push(next.value);
    size += next.value.length;
    if (size > MAX_PAGE_BYTES) return Readable.from(resume(chunks, iterator), { objectMode: false });
  }
  return Buffer.concat(chunks);
}

async function* resume(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** Reports an error before the first byte as a problem; after it, the response to the browser is cut off as Qlik's was. */
function guard(body: Readable, { id }: RelayedConnection): Readable {
  const guarded = new PassThrough();
  body.once('error', (error) => guarded.destroy(unreachable(id, error)));
  guarded.once('close', () => body.destroy());
  return body.pipe(guarded);
}

function isJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'];
  const isEncoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type) && !isEncoded;
}
