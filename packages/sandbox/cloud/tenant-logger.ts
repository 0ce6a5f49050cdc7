import type { FastifyServerOptions } from 'fastify';

/** Parameters of a URL whose values are credentials or lead to one. */
const SECRET_PARAMETERS =
  /([?&](?:access_?token|code|state|code_verifier|qlik-csrf-token|interaction|token|client_secret|eac)=)[^&]*/gi;

/** Hides the values of secret parameters, so that a URL can be logged. */
export function redactUrl(url: string): string {
  return url.replace(SECRET_PARAMETERS, '$1[redacted]');
}

/** Fastify's own logger: warnings only, or with `verbose` each request; credentials are redacted by key and by shape. */
export function createTenantLogger(verbose: boolean): NonNullable<FastifyServerOptions['logger']> {
  return {
    level: verbose ? 'info' : 'error',
    stream: process.stderr,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        'res.headers["set-cookie"]',
        '*.client_secret',
        '*.access_token',
      ],
      censor: '[redacted]',
    },
    serializers: {
      req: (request) => ({
        method: request.method,
        url: redactUrl(request.url),
        origin: request.headers.origin,
      }),
    },
  };
}
