import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import { refused } from '../qlik/upstream-problem.ts';
import { notTaken } from './header-sessions.ts';
import { relocate, relocateLinks } from './links.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import type { Target } from './upstream.ts';

/** Longer answers are no pages of a list. */
const LONGEST_PAGE_BYTES = 4 * 1024 * 1024;
/** A client-managed server's own. Source: Qlik's help, "Authentication solutions". */
const SIGN_IN_PAGE = /\/internal_(?:windows|forms)_authentication\b/;
/** A document of Qlik's that a browser would show as one of ours could do all that our pages can. */
const CONFINED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

interface AnswerOptions {
  readonly connection: RelayedConnection;
  readonly target: Target;
  readonly answer: unknown;
  /** The relay's own address for this connection. */
  readonly own: string;
}

interface UpstreamAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly stream: Readable;
}

/** Passes Qlik's answer on. What is kept here, such as cookies, is taken out of it first. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, options: AnswerOptions): void {
  const { connection, target } = options;
  // The shape of @fastify/reply-from's answers, which its types hide.
  const answer = options.answer as UpstreamAnswer;
  const setCookie = answer.headers['set-cookie'];
  const isRefusal = connection.type === 'header' && asksToSignIn(answer, target);
  // For a session that Qlik does not know any more it may say so by the way to its sign-in page; pages understand 401.
  const status = isRefusal ? 401 : answer.statusCode;
  target.note(status, Array.isArray(setCookie) ? setCookie : []).then(
    () => {
      if (!isRefusal) return send(request, reply, { ...options, answer });
      answer.stream.destroy();
      clearHeaders(reply);
      void reply.send(notTaken(connection.id));
    },
    (error: unknown) => {
      answer.stream.destroy();
      clearHeaders(reply);
      void reply.send(error);
    },
  );
  reply.header('x-qlik-connection', connection.id);
}

function asksToSignIn({ statusCode, headers }: UpstreamAnswer, { base }: Target): boolean {
  const { location } = headers;
  if (statusCode < 300 || statusCode >= 400 || typeof location !== 'string') return false;
  return SIGN_IN_PAGE.test(location) || relocate(location, base, '') === undefined;
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { connection, target, answer, own }: Omit<AnswerOptions, 'answer'> & { readonly answer: UpstreamAnswer },
): void {
  if (connection.type === 'apikey' && answer.statusCode === 401) {
    // No sign-in of the user's would help, and another key there is not.
    answer.stream.destroy();
    clearHeaders(reply);
    void reply.send(refused(connection.id, answer.statusCode, 'the API key is not accepted'));
    return;
  }
  const { location } = answer.headers;
  if (typeof location === 'string') {
    const moved = relocate(location, target.base, own);
    if (moved === undefined && answer.statusCode >= 300 && answer.statusCode < 400) {
      answer.stream.destroy();
      clearHeaders(reply);
      void reply.send(
        new Problem(502, 'qlik-redirects', 'Qlik sends elsewhere, probably to a sign-in page.', {
          connection: connection.id,
          remedy: 'The credential of the connection was not accepted; an administrator checks it.',
        }),
      );
      return;
    }
    if (moved === undefined) reply.removeHeader('location');
    else reply.header('location', moved);
  }
  reply.header('content-security-policy', CONFINED);
  if (request.method === 'GET' && isJson(answer)) {
    sendPage(reply, answer, (body) => relocateLinks(body, target.base, own));
  } else {
    void reply.send(answer.stream);
  }
}

/** Reads the answer before passing it on, as long as it is short enough for a page of a list. */
function sendPage(reply: FastifyReply, { stream }: UpstreamAnswer, change: (body: string) => string): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= LONGEST_PAGE_BYTES) return;
    stream.off('data', take);
    stream.pause();
    stream.unshift(Buffer.concat(chunks));
    stream.off('end', finish);
    void reply.send(stream);
  };
  const finish = (): void => {
    reply.removeHeader('content-length');
    void reply.send(change(Buffer.concat(chunks).toString()));
  };
  stream.on('data', take);
  stream.once('end', finish);
  // Cut off half-way: the browser must not take it for the whole.
  stream.once('error', () => {
    if (size <= LONGEST_PAGE_BYTES) reply.raw.destroy();
  });
}

function isJson({ headers }: UpstreamAnswer): boolean {
  const type = headers['content-type'];
  const isEncoded = headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity';
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type) && !isEncoded;
}

function clearHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) {
    if (name.startsWith('content-') || ['etag', 'location', 'last-modified'].includes(name))
      reply.removeHeader(name);
  }
}
