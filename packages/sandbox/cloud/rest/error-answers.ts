import type { FastifyInstance } from 'fastify';
import type { CallCounter } from '../../listening/call-counter.ts';
import { isRecord } from '../../json/is-record.ts';
import { CSRF_ERROR_CODE } from '../authentication/authenticator.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { errorBody, QlikError, type QlikErrorEntry, serviceOf } from './qlik-error.ts';

/** Sends every error of the tenant with a body in Qlik's form, and hides internal errors. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OAuthError) {
      return reply.code(error.statusCode).send(error.body(request.id));
    }
    if (error instanceof QlikError) {
      if (error.statusCode === 401) {
        reply.header('www-authenticate', 'Bearer');
      }
      const body = errorBody(request.url, error.statusCode, error.entry, request.id);
      return reply.code(error.statusCode).send(withDeprecatedFields(request.url, error.entry, body));
    }
    const { status, entry } = describe(error, serviceOf(request.url));
    if (status >= 500) {
      request.log.error({ err: error }, 'a request failed');
    }
    return reply
      .code(status)
      .send(withDeprecatedFields(request.url, entry, errorBody(request.url, status, entry, request.id)));
  });
  answerUnknownPaths(app);
}

/** Answers 404 to unknown paths of that scope. Its hooks run first, so that a protected scope needs a token. */
export function answerUnknownPaths(app: FastifyInstance, unsupportedCalls?: CallCounter): void {
  app.setNotFoundHandler((request, reply) => {
    // Ids are left out: calls of one endpoint count together.
    unsupportedCalls?.add(`${request.method} ${path(request.url).replace(/\/(?=[^/]*\d)[^/]{8,}/g, '/…')}`);
    const entry = {
      code: `${serviceOf(request.url)}-404`,
      title: 'Not found',
      detail: `There is no ${request.method} ${path(request.url)} here.`,
    };
    return reply.code(404).send(errorBody(request.url, 404, entry, request.id));
  });
}

function describe(error: unknown, service: string): { status: number; entry: QlikErrorEntry } {
  const { statusCode, validation, validationContext } = asFastifyError(error);
  if (validation !== undefined) {
    const { pointer, detail } = validation;
    const inQuery = validationContext === 'querystring';
    const source = inQuery ? { parameter: pointer.replace(/^\//, '').split('/')[0] ?? '' } : { pointer };
    const title = inQuery ? 'Invalid query parameter' : 'Invalid request body';
    return { status: 400, entry: { code: `${service}-400`, title, detail, source } };
  }
  if (statusCode >= 400 && statusCode < 500 && error instanceof Error) {
    return {
      status: statusCode,
      entry: { code: `${service}-${statusCode}`, title: 'Bad request', detail: error.message },
    };
  }
  return { status: 500, entry: { code: 'HTTP-500', title: 'Internal server error' } };
}

function asFastifyError(error: unknown): {
  statusCode: number;
  validation: { pointer: string; detail: string } | undefined;
  validationContext: unknown;
} {
  const read = (source: unknown, name: string): unknown => (isRecord(source) ? source[name] : undefined);
  const statusCode = read(error, 'statusCode');
  const validation = read(error, 'validation');
  const first: unknown = Array.isArray(validation) ? validation[0] : undefined;
  const missing = read(read(first, 'params'), 'missingProperty');
  const text = (name: string, fallback: string): string => {
    const value = read(first, name);
    return typeof value === 'string' ? value : fallback;
  };
  const instancePath = text('instancePath', '');
  return {
    statusCode: typeof statusCode === 'number' ? statusCode : 500,
    validation:
      first === undefined
        ? undefined
        : {
            pointer: typeof missing === 'string' ? `${instancePath}/${missing}` : instancePath || '/',
            detail: text('message', 'is not valid'),
          },
    validationContext: read(error, 'validationContext'),
  };
}

/** The spaces API keeps the first error's members at the top of the body, deprecated (`Errors` of `@qlik/api/spaces`). */
function withDeprecatedFields(url: string, entry: QlikErrorEntry, body: object): object {
  const { code, title, detail } = entry;
  // Qlik's client reads the code of a refused CSRF token there too.
  return serviceOf(url) === 'SPACES' || code === CSRF_ERROR_CODE
    ? { ...body, code, title, ...(detail === undefined ? {} : { detail }) }
    : body;
}

function path(url: string): string {
  return url.split('?')[0] ?? url;
}
