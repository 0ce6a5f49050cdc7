import type { FastifyRequest } from 'fastify';
import type { Redaction } from './redaction.ts';
import { errorFields } from './error-fields.ts';
import { loggedPath } from './request-path.ts';

/** Takes lines of JSON. */
export interface LogStream {
  write(line: string): void;
}

/**
 * Options of the request log. Queries are left out and headers are never written: they contain OAuth codes, tokens and cookies.
 * Each line then passes through the redaction.
 */
export function logOptions(level: string, redaction: Redaction, stream?: LogStream): false | object {
  if (level === 'silent') return false;
  return {
    level,
    hooks: { streamWrite: redaction.apply },
    ...(stream === undefined ? {} : { stream }),
    serializers: {
      err: (error: unknown) => errorFields(error),
      req: (request: FastifyRequest) => ({
        method: request.method,
        path: loggedPath(request.url),
        remoteAddress: request.ip,
      }),
    },
    // For future log calls that contain a header, body or setting.
    redact: {
      paths: [
        'authorization',
        'cookie',
        'password',
        'secret',
        'token',
        'access_token',
        'refresh_token',
        'client_secret',
      ].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[redacted]',
    },
  };
}
