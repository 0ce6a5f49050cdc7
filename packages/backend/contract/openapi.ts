import { z } from 'zod';
import { problemAnswer } from './answers.ts';
import { type Operation, OPERATIONS } from './operations.ts';

/** A document of OpenAPI 3.1. */
export type OpenapiDocument = Readonly<Record<string, unknown>>;

const RELAY_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const CALLERS: Readonly<Record<NonNullable<Operation['caller']>, string>> = {
  page: 'Called by pages of the application with fetch(): same origin, with the session cookie. Calls from other origins get 403.',
  navigation: 'For navigation of the browser. A failure is a page when the browser accepts HTML.',
  operator:
    'Called by an operator from a server, with `Authorization: Bearer`; refused when a page calls it.',
  'identity-provider': 'Called by the identity provider, whose logout token is checked.',
  probe: 'For probes; without a session.',
};

/** Describes the backend's addresses, from the schemas that its routes check bodies with. */
export function openapiDocument(version: string): OpenapiDocument {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    const { method, path } = operation;
    paths[path] = { ...paths[path], [method]: describe(operation, schemas) };
  }
  paths['/qlik/{connection}/{path}'] = relay(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Backend of ngx-qlik',
      version,
      description:
        'What the library expects of a backend. A backend in another language that answers the addresses below /api/qlik/ and /qlik/ of its connections serves every auth type.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: '/', description: 'The origin of the application, with the base path where there is one.' },
    ],
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-ngx-qlik' },
          description:
            'The session of the application: HttpOnly, SameSite=Lax. In a host application, the session of the host.',
        },
        operator: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function describe(operation: Operation, schemas: Record<string, unknown>): object {
  const { path, id, summary, body, bodyType = 'application/json', query = {}, caller = 'page' } = operation;
  const answers = Object.entries(operation.answers).map(([status, answer]): [string, unknown] => [
    status,
    {
      description: DESCRIPTIONS[Number(status)] ?? 'An answer',
      ...(answer === null ? {} : { content: { 'application/json': { schema: schemaOf(answer, schemas) } } }),
    },
  ]);
  const refusals = operation.refusals.map((status): [string, unknown] => [
    String(status),
    refusal(status, schemas),
  ]);
  return {
    operationId: id,
    summary,
    description: CALLERS[caller],
    ...securityOf(caller, path),
    parameters: [
      ...parametersOf(path),
      ...Object.entries(query).map(([name, description]) => ({
        ...{ name, in: 'query', description },
        schema: { type: 'string' },
      })),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: bodyType !== 'application/json',
            content: { [bodyType]: { schema: schemaOf(body, schemas) } },
          },
        }),
    responses: Object.fromEntries([...answers, ...refusals]),
  };
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'Done',
  204: 'Done; there is no more to say',
  303: 'Goes on there',
  400: 'The request is not what it must be',
  401: 'Not signed in; `signIn` says where',
  403: 'Not for this user, or not from a page of the application',
  404: 'There is no such connection, or it is of another type',
  429: 'Too many requests; `Retry-After` says how long to wait',
  502: 'Qlik or the identity provider refused, or cannot be reached',
  503: 'Not available at the moment',
  504: 'Qlik took too long',
};

function refusal(status: number, schemas: Record<string, unknown>): object {
  return {
    description: DESCRIPTIONS[status] ?? 'A refusal',
    content: { 'application/problem+json': { schema: schemaOf(problemAnswer, schemas) } },
  };
}

function securityOf(caller: NonNullable<Operation['caller']>, path: string): object {
  if (caller === 'operator') return { security: [{ operator: [] }] };
  const isOpen = caller === 'probe' || caller === 'identity-provider' || path.startsWith('/app/s');
  return { security: isOpen ? [{}] : [{ session: [] }] };
}

function parametersOf(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => pathParameter(name));
}

function pathParameter(name: string): object {
  const isConnection = name === 'connection';
  return {
    ...{ name, in: 'path', required: true },
    ...(isConnection ? { description: 'The id of the connection, as in connections.json.' } : {}),
    schema: isConnection ? { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } : { type: 'string' },
  };
}

/** REST and WebSockets to Qlik: bodies and answers are Qlik's. */
function relay(schemas: Record<string, unknown>): Record<string, unknown> {
  const responses = {
    101: { description: "A WebSocket to Qlik's engine (GET with Upgrade), for paths below /app/" },
    default: { description: "Qlik's own answer, without cookies and credentials" },
    ...Object.fromEntries(
      [400, 401, 403, 404, 413, 429, 502, 503, 504].map((status) => [status, refusal(status, schemas)]),
    ),
  };
  const description =
    "Passes the request on with the connection's credential (oauth2-web, m2m, apikey, header, pfx), as far as the connection allows it. Links and redirects in answers lead through this address.";
  const path = { name: 'path', in: 'path', required: true, description: 'Slashes included.' };
  return {
    parameters: [pathParameter('connection'), { ...path, schema: { type: 'string' } }],
    ...Object.fromEntries(
      RELAY_METHODS.map((method) => [
        method,
        {
          operationId: `${method}FromQlik`,
          ...{ summary: 'REST and WebSockets to Qlik', description },
          security: [{ session: [] }],
          ...(method === 'get' || method === 'delete'
            ? {}
            : { requestBody: { content: { '*/*': {} }, description: "Of Qlik's own API" } }),
          responses,
        },
      ]),
    ),
  };
}

/** The schema, by reference where it has a name. */
function schemaOf(schema: z.ZodType, schemas: Record<string, unknown>): unknown {
  const {
    $schema: _,
    $defs: named = {},
    ...own
  } = z.toJSONSchema(schema, { io: 'input' }) as {
    $schema?: string;
    $defs?: Record<string, object>;
    id?: string;
  };
  for (const [name, each] of Object.entries(named)) schemas[name] = referring(each);
  if (own.id === undefined) return referring(own);
  schemas[own.id] = referring(own);
  return { $ref: `#/components/schemas/${own.id}` };
}

/** Zod refers to definitions inside a schema, and keeps their names as members. */
function referring(schema: object): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  );
  return JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as object;
}
