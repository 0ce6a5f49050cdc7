import { type Readable, Transform } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** RFC 9110, section 9.3: content in these has no defined meaning, and two servers may read its end differently. */
const WITHOUT_BODY = ['GET', 'HEAD'];

/** The body of a request to Qlik, and its length when known. */
export interface RequestBody {
  readonly stream: Readable;
  /** Bytes; `undefined` for a body in chunks. */
  readonly length: number | undefined;
}

/**
 * Refuses ambiguous framing, which two servers may read differently.
 * @throws {Problem} 400
 * @see RFC 9112, section 6.3 and 11.2
 */
export function requireFraming({ method, headers, raw }: FastifyRequest): void {
  const { 'transfer-encoding': encoding, 'content-length': length } = headers;
  const times = raw.rawHeaders.filter(
    (name, at) => at % 2 === 0 && /^(?:content-length|transfer-encoding)$/i.test(name),
  );
  const isClear =
    times.length <= 1 &&
    // HTTP/1.0 has no chunks: a server in between may not know them (RFC 9112, section 6.1).
    (encoding === undefined || (encoding.toLowerCase() === 'chunked' && raw.httpVersion === '1.1')) &&
    (length === undefined || /^\d{1,15}$/.test(length));
  if (!isClear) {
    throw new Problem(400, 'bad-framing', 'It is not clear where this request ends.', {
      remedy: 'Send one Content-Length, or Transfer-Encoding: chunked, and nothing else of the kind.',
      headers: { connection: 'close' },
    });
  }
  if (WITHOUT_BODY.includes(method) && (encoding !== undefined || Number(length ?? 0) > 0)) {
    throw new Problem(400, 'body-not-allowed', `A ${method} request has no body.`, {
      remedy: 'Send it without a body, or by POST.',
      headers: { connection: 'close' },
    });
  }
}

/**
 * Returns the body as a stream with a limit on the received bytes.
 * @throws {Problem} 413 when the declared length is too long; the stream fails with the same
 */
export function readRequestBody({ headers, raw }: FastifyRequest): RequestBody | undefined {
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (headers['transfer-encoding'] === undefined && (length ?? 0) === 0) return undefined;
  if ((length ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const limited = limit();
  // A client that goes away in the middle: Qlik must not take what came for the whole.
  raw.once('error', (error) => limited.destroy(error));
  raw.once('close', () => {
    if (!raw.complete) limited.destroy(new Error('the client went away'));
  });
  return { stream: raw.pipe(limited), length };
}

/** Counts the received bytes: the header may be missing. */
function limit(): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) done(null, chunk);
      else done(tooLarge());
    },
  });
}

function tooLarge(): Problem {
  return new Problem(413, 'body-too-large', `At most ${MAX_BODY_BYTES / 1024 / 1024} MB are forwarded.`);
}
