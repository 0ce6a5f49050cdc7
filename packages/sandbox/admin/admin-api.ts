import type { ClientManagedServer } from '../client-managed/server.ts';
import type { CloudTenant } from '../cloud/tenant.ts';
import { BROKEN } from '../listening/close-socket.ts';
import { faultPageRoutes } from '../faults/page-routes.ts';
import { ListenError, LoopbackListener } from '../listening/loopback-listener.ts';
import { checkWhenNeeded, WITHOUT_COMPILERS } from '../listening/route-schemas.ts';
import { AdminError } from './admin-error.ts';
import { clientManagedRoutes } from './client-managed-routes.ts';
import { cloudRoutes } from './cloud-routes.ts';
import { faultRoutes } from './fault-routes.ts';
import type { OperatedTenant } from './operated-tenant.ts';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';

export interface AdminApiOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** An address to listen on in place of the loopback ones. */
  readonly address?: string;
  readonly tenants: readonly OperatedTenant[];
  /** The cloud tenants among `tenants`, for the routes that only cloud tenants have. */
  readonly clouds?: readonly CloudTenant[];
  /** The client-managed server among `tenants`, if there is one, for the routes that only it has. */
  readonly clientManaged?: ClientManagedServer;
  /** Returns what the comparison of the answers with Qlik's published types has found; absent where they are not compared. */
  readonly answers?: () => object;
  /** Only pages of these origins may use the API. */
  readonly appOrigins: readonly string[];
}

/** The port of the admin API. */
export interface AdminApi {
  readonly port: number;
  close(): Promise<void>;
}

const closed = { type: 'object', additionalProperties: false };
const expireBody = {
  ...closed,
  properties: {
    user: { type: 'string', minLength: 1 },
    refreshTokens: { type: 'boolean' },
    sessions: { type: 'boolean' },
  },
};
const stopBody = {
  ...closed,
  required: ['sessions'],
  properties: { sessions: { type: 'string', enum: ['keep', 'lose'] } },
};
// RFC 6455, section 7.4: 1000 to 2999 are reserved for the protocol; Qlik's own codes begin at 4000.
// 1006 cannot be sent: a client reports it after its connection broke.
const closeCode = { type: 'integer', anyOf: [{ const: BROKEN }, { minimum: 3000, maximum: 4999 }] };
const closeBody = { ...closed, properties: { code: closeCode } };
const sinceQuery = { type: 'object', properties: { since: { type: 'integer', minimum: 0, default: 0 } } };

/** Returns the tenant with that id. @throws {AdminError} 404 when no tenant has the id. */
type FindTenant = (id: string) => OperatedTenant;

interface TenantParams {
  id: string;
}

/**
 * Opens the admin API: the received requests of each tenant, and routes that make a tenant fail on purpose.
 * @throws {ListenError} when the port cannot be opened.
 */
export async function createAdminApi(options: AdminApiOptions): Promise<AdminApi> {
  const app = Fastify({
    bodyLimit: 64 * 1024,
    schemaController: WITHOUT_COMPILERS,
    schemaErrorFormatter: (errors, where) => new Error(describeSchemaFault(errors, where)),
  });
  checkWhenNeeded(app, { coerceTypes: true, discriminator: true });
  await guard(app, options.appOrigins);
  answerErrors(app);
  const find = finderOf(options.tenants);
  tenantRoutes(app, options.tenants, find);
  answerRoute(app, options.answers);
  faultRoutes(app, find);
  faultPageRoutes(app);
  for (const cloud of options.clouds ?? []) {
    cloudRoutes(app, cloud);
  }
  if (options.clientManaged !== undefined) {
    clientManagedRoutes(app, options.clientManaged);
  }
  await app.ready();
  const listener = new LoopbackListener(
    (request, response) => app.routing(request, response),
    undefined,
    undefined,
    options.address,
  );
  const port = await listener.start(options.port);
  return {
    port,
    async close() {
      await listener.stop();
      await app.close();
    },
  };
}

function answerRoute(app: FastifyInstance, answers: AdminApiOptions['answers']): void {
  app.get('/answers', async () => {
    if (answers === undefined)
      throw new AdminError(
        404,
        'ANSWERS_NOT_CHECKED',
        'Answers are compared with the option --check-answers.',
      );
    return answers();
  });
}

/** Refuses requests of foreign pages, by the `Host` header (DNS rebinding) and by the `Origin` header. */
async function guard(app: FastifyInstance, appOrigins: readonly string[]): Promise<void> {
  app.addHook('onRequest', async (request) => {
    if (!isLoopbackHost(request.headers.host)) {
      throw new AdminError(
        403,
        'HOST_NOT_ALLOWED',
        'This API answers to localhost, 127.0.0.1 and [::1] only.',
      );
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${request.headers.host}` && !appOrigins.includes(origin)) {
      throw new AdminError(
        403,
        'ORIGIN_NOT_ALLOWED',
        `Pages of ${origin} may not use this API; see --app-origin.`,
      );
    }
  });
  await app.register(cors, {
    origin: [...appOrigins],
    methods: ['GET', 'POST', 'DELETE'],
    strictPreflight: false,
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const status =
      error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'an admin request failed');
      process.stderr.write(
        `The sandbox's admin API failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    }
    const code = error instanceof AdminError ? error.code : status >= 500 ? 'INTERNAL' : 'BAD_REQUEST';
    const message =
      status < 500 && error instanceof Error
        ? error.message
        : 'Something went wrong inside; see the sandbox’s output.';
    return reply.code(status).send({ error: { code, message } });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: {
        code: 'NOT_FOUND',
        message: `There is no route ${request.method} ${request.url.split('?')[0] ?? ''}.`,
      },
    }),
  );
}

function finderOf(tenants: readonly OperatedTenant[]): FindTenant {
  return (id) => {
    const tenant = tenants.find((candidate) => candidate.id === id);
    if (tenant === undefined) {
      const known = tenants.map((candidate) => candidate.id).join(', ');
      throw new AdminError(404, 'UNKNOWN_TENANT', `There is no tenant “${id}”; there are: ${known}.`);
    }
    return tenant;
  };
}

function tenantRoutes(app: FastifyInstance, tenants: readonly OperatedTenant[], find: FindTenant): void {
  const describe = (tenant: OperatedTenant): object => ({
    id: tenant.id,
    origin: tenant.origin,
    status: tenant.isRunning ? 'running' : 'stopped',
  });

  app.get('/health', async () => ({ status: 'ok', tenants: tenants.map(describe) }));

  app.get<{ Params: TenantParams; Querystring: { since: number } }>(
    '/tenants/:id/requests',
    { schema: { querystring: sinceQuery } },
    async (request) => ({ requests: find(request.params.id).requests.since(request.query.since) }),
  );

  app.get<{ Params: TenantParams }>('/tenants/:id/unsupported-calls', async (request) => ({
    calls: find(request.params.id).unsupportedCalls.all,
  }));

  app.delete<{ Params: TenantParams }>('/tenants/:id/requests', async (request, reply) => {
    find(request.params.id).requests.clear();
    return reply.code(204).send();
  });

  app.post<{
    Params: TenantParams;
    Body: { user?: string; refreshTokens?: boolean; sessions?: boolean } | undefined;
  }>(
    '/tenants/:id/expire-tokens',
    { schema: { body: expireBody }, preValidation: emptyBody },
    async (request) => {
      const tenant = find(request.params.id);
      const expired = tenant.expireTokens(request.body ?? {});
      if (expired === undefined) {
        throw new AdminError(
          404,
          'UNKNOWN_USER',
          `There is no user “${request.body?.user ?? ''}” in “${tenant.id}”.`,
        );
      }
      return { expired };
    },
  );

  app.post<{ Params: TenantParams; Body: { sessions: 'keep' | 'lose' } }>(
    '/tenants/:id/stop',
    { schema: { body: stopBody }, preValidation: emptyBody },
    async (request) => {
      const tenant = find(request.params.id);
      await tenant.stop(request.body.sessions);
      return describe(tenant);
    },
  );

  app.post<{ Params: TenantParams }>('/tenants/:id/start', async (request) => {
    const tenant = find(request.params.id);
    if (!tenant.isRunning) {
      await restart(tenant);
    }
    return describe(tenant);
  });

  app.post<{ Params: TenantParams }>('/tenants/:id/reset', async (request) => {
    const tenant = find(request.params.id);
    tenant.faults.clear();
    tenant.clock.move(0);
    tenant.resetUserData();
    if (!tenant.isRunning) {
      await restart(tenant);
    }
    tenant.requests.clear();
    tenant.unsupportedCalls.clear();
    return describe(tenant);
  });

  app.post<{ Params: TenantParams; Body: { code?: number } | undefined }>(
    '/tenants/:id/close-sockets',
    { schema: { body: closeBody }, preValidation: emptyBody },
    async (request, reply) => {
      find(request.params.id).closeSockets(request.body?.code);
      return reply.code(204).send();
    },
  );
}

/** Treats a call without a body as a call with an empty object. */
async function emptyBody(request: { body: unknown }): Promise<void> {
  request.body ??= {};
}

async function restart(tenant: OperatedTenant): Promise<void> {
  try {
    await tenant.start();
  } catch (error) {
    if (error instanceof ListenError) {
      throw new AdminError(
        409,
        'PORT_IN_USE',
        `Port ${error.port} is now in use by another program (${error.code}).`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/** One validation error of Ajv. */
interface SchemaFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Returns a message that names the wrong field and the expected value. @param where `body`, `querystring`, … */
function describeSchemaFault(faults: readonly SchemaFault[], where: string): string {
  const [fault] = faults;
  if (fault === undefined) {
    return `${where} is not valid`;
  }
  const { instancePath, keyword, params, message = 'is not valid' } = fault;
  const at = `${where}${instancePath}`;
  if (keyword === 'additionalProperties') {
    return `${at}/${String(params['additionalProperty'])} is unknown`;
  }
  if (keyword === 'required') {
    return `${at}/${String(params['missingProperty'])} is missing`;
  }
  if (keyword === 'discriminator') {
    return `${at}/${String(params['tag'])} must be one of the values in the README`;
  }
  const allowed: unknown = params['allowedValues'];
  return `${at} ${message}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`;
}

/** Returns whether a `Host` header names the loopback interface. A rebound DNS name does not. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}
