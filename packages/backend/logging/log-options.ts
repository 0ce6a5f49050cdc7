import type { FastifyRequest } from 'fastify';
import type { Redaction } from './redaction.ts';
import { loggedPath } from './request-path.ts';

const MAX_CAUSES = 5;

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

/** The logged fields of an error. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/**
 * The fields of an error that are written to the log. Others are left out: libraries put bytes of a response, headers or a command with its
 * password into them.
 */
export function errorFields(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const { message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: errorFields(cause, depth + 1) }),
  };
}
