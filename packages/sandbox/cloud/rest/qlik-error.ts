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
 * An answer other than success, in the form Qlik's REST APIs give it: `{errors:[{code,title,detail?}],traceId}`, with what a service adds
 * (the `Errors` types of `@qlik/api`).
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

/** What an error of a service has besides code, title and detail. */
interface ErrorForm {
  readonly status?: 'number' | 'text';
  /** Where the wrong part of the request is: in `meta` or beside it; without it, the detail begins with its name. */
  readonly source?: 'meta' | 'own';
  /** True when the body is the error itself, and has its detail in `meta`. */
  readonly isSingle?: true;
  /** True when codes are `HTTP-404` and the like, but for those of the service's own. */
  readonly hasHttpCodes?: true;
}

/** Forms that the types of `@qlik/api` describe. */
const FORMS: Readonly<Record<string, ErrorForm>> = {
  USERS: { status: 'number', source: 'own' },
  GROUPS: { status: 'number', source: 'own' },
  'API-KEYS': { status: 'number', source: 'own' },
  ROLES: { source: 'own' },
  SPACES: { source: 'meta' },
  ITEMS: {},
  'CSP-ORIGINS': {},
  'TEMP-CONTENTS': {},
  REPORTS: {},
  RELOADS: {},
  COLLECTIONS: {},
  THEMES: { isSingle: true },
  'DATA-FILES': { hasHttpCodes: true },
  'WEB-INTEGRATIONS': { status: 'text', source: 'own' },
  BRANDS: {},
  'SHARING-TASKS': { hasHttpCodes: true },
};

/** Where the types say nothing; Qlik's documentation shows it for `/login/jwt-session`. */
const OTHER_FORM: ErrorForm = { status: 'text', source: 'meta' };

/** The body of an error of the service at that address. */
export function errorBody(url: string, status: number, entry: QlikErrorEntry, traceId: string): object {
  const { source, ...rest } = entry;
  const form = FORMS[serviceOf(url)] ?? OTHER_FORM;
  if (form.isSingle === true)
    return { title: rest.title, status, traceId, meta: { message: rest.detail ?? rest.title } };
  const ownCode = `${serviceOf(url)}-${status}`;
  const error = {
    ...rest,
    code: form.hasHttpCodes === true && rest.code === ownCode ? `HTTP-${status}` : rest.code,
    ...(source === undefined ? {} : sourceMembers(form, source, rest.detail)),
    ...(form.status === undefined ? {} : { status: form.status === 'number' ? status : String(status) }),
  };
  return { errors: [error], traceId };
}

function sourceMembers(form: ErrorForm, source: ErrorSource, detail: string | undefined): object {
  if (form.source === 'meta') return { meta: { source } };
  if (form.source === 'own') return { source };
  return { detail: [source.parameter ?? source.pointer, detail].filter(Boolean).join(' ') };
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
