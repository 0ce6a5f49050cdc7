/** The part of the request that is wrong. */
interface ErrorSource {
  readonly parameter?: string;
  /** JSON pointer into the body. */
  readonly pointer?: string;
}

/** One entry of Qlik's error bodies. */
export interface QlikErrorEntry {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly source?: ErrorSource;
}

/**
 * An answer other than success, in the form Qlik's REST APIs give it:
 * `{errors:[{code,title,detail?,meta?:{source},status}],traceId}` (the `Errors` types of `@qlik/api`).
 */
export class QlikError extends Error {
  override readonly name = 'QlikError';
  readonly statusCode: number;
  readonly entry: QlikErrorEntry;

  constructor(status: number, entry: QlikErrorEntry, options?: ErrorOptions) {
    super(entry.detail ?? entry.title, options);
    this.statusCode = status;
    this.entry = entry;
  }
}

/** The body of an error. `status` is text, as most of Qlik's services write it. */
export function errorBody(status: number, entry: QlikErrorEntry, traceId: string): object {
  const { source, ...rest } = entry;
  return {
    errors: [{ ...rest, ...(source === undefined ? {} : { meta: { source } }), status: String(status) }],
    traceId,
  };
}

/** 400: a query parameter is invalid. */
export function badParameter(service: string, parameter: string, detail: string): QlikError {
  return new QlikError(400, {
    code: `${service}-400`,
    title: 'Invalid query parameter',
    detail,
    source: { parameter },
  });
}

/** 400: the body is invalid. */
export function badBody(service: string, pointer: string, detail: string): QlikError {
  return new QlikError(400, {
    code: `${service}-400`,
    title: 'Invalid request body',
    detail,
    source: { pointer },
  });
}

/** 404, also for resources without access. */
export function notFound(service: string, detail: string): QlikError {
  return new QlikError(404, { code: `${service}-404`, title: 'Not found', detail });
}

/** 403: known, but not allowed. */
export function forbidden(service: string, detail: string): QlikError {
  return new QlikError(403, { code: `${service}-403`, title: 'Forbidden', detail });
}

/** 401: no credential, or an invalid one. */
export function unauthorized(detail: string): QlikError {
  return new QlikError(401, { code: 'HTTP-401', title: 'Unauthorized', detail });
}

/** `SPACES` for `/api/v1/spaces/…`; the codes of a service begin with it. */
export function serviceOf(url: string): string {
  return (/^\/api\/v1\/([a-z-]+)/.exec(url)?.[1] ?? 'HTTP').toUpperCase();
}

export function serviceCode(url: string, status: number): string {
  return `${serviceOf(url)}-${status}`;
}
