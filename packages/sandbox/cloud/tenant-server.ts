import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify';
import type { EnginePort } from '../engine/connection.ts';
import type { FaultRegistry } from '../faults/fault-registry.ts';
import { addHttpFaults } from '../faults/http-faults.ts';
import { isRecord } from '../json/is-record.ts';
import { acceptEmptyJsonBody } from '../listening/empty-json-body.ts';
import { checkWhenNeeded, WITHOUT_COMPILERS } from '../listening/route-schemas.ts';
import type { CallCounter } from '../listening/call-counter.ts';
import type { RequestEntry, RequestLog } from '../listening/request-log.ts';
import { anonymousEmbedRoute, restrictAnonymous } from './anonymous/anonymous-embed-route.ts';
import { apiKeyRoutes } from './api-keys/api-key-routes.ts';
import { carriesCsrfToken } from './authentication/authenticator.ts';
import { brandRoutes } from './brands/brand-routes.ts';
import { classicPageRoutes } from './classic-pages/classic-page-routes.ts';
import { cspOriginRoutes } from './csp-origins/csp-origin-routes.ts';
import { appDataRoutes } from './apps/app-data-routes.ts';
import { appPlaceRoutes } from './apps/app-place-routes.ts';
import { appRoutes } from './apps/app-routes.ts';
import { collectionRoutes } from './collections/collection-routes.ts';
import { dataFileRoutes } from './data-files/data-file-routes.ts';
import { groupRoutes } from './groups/group-routes.ts';
import { itemRoutes } from './items/item-routes.ts';
import { jwtSessionRoute } from './jwt-login/jwt-session-route.ts';
import { mediaRoutes } from './media/media-routes.ts';
import { discoveryRoutes, type NoteCaller, tokenRoutes } from './oauth/token-routes.ts';
import { productInfoRoute } from './product-info.ts';
import { reloadRoutes } from './reloads/reload-routes.ts';
import { reportRoutes } from './reports/report-routes.ts';
import { tempContentRoutes } from './reports/temp-content-routes.ts';
import { Callers } from './rest/caller.ts';
import { allowCrossOrigin, restPolicy, signInPolicy } from './rest/cross-origin.ts';
import { answerErrors, answerUnknownPaths } from './rest/error-answers.ts';
import { userRoutes } from './rest/user-routes.ts';
import { QlikError, serviceCode } from './rest/qlik-error.ts';
import { limitRates, type RateLimits } from './rest/rate-limits.ts';
import { sharingTaskRoutes } from './sharing-tasks/sharing-task-routes.ts';
import { authorizeRoutes } from './sign-in/authorize-routes.ts';
import { loginRoutes } from './sign-in/login-routes.ts';
import { SignInFlow } from './sign-in/sign-in-flow.ts';
import { assignmentRoutes } from './spaces/assignment-routes.ts';
import { spaceRoutes } from './spaces/space-routes.ts';
import type { TenantContext } from './tenant-context.ts';
import { themeRoutes } from './themes/theme-routes.ts';
import { userManagementRoutes } from './users/user-management-routes.ts';
import { webIntegrationRoutes } from './web-integrations/web-integration-routes.ts';
import { createTenantLogger } from './tenant-logger.ts';

/** Qlik's clients send the version of the API as year and month, for example `2026-08`. */
const VERSION = /^\d{4}-(0[1-9]|1[0-2])$/;

export interface TenantServerOptions {
  readonly requests: RequestLog;
  readonly limits: RateLimits;
  /** Serves `/qlik-embed/*`. */
  readonly runtime: FastifyPluginAsync | FastifyPluginCallback | undefined;
  /** The engine, which stores exported files, and forgets apps that change. */
  readonly engine: Pick<EnginePort, 'exportedFile' | 'forgetApp' | 'keepFile'>;
  /** Log each request to standard error. */
  readonly verbose: boolean;
  /** Counts calls of endpoints that are not there. */
  readonly unsupportedCalls: CallCounter;
  /** Receives the method and path of each route. */
  readonly onRoute?: (method: string, path: string) => void;
  /** Receives each answer with a route; for tests. */
  readonly onAnswer?: ((answer: RouteAnswer) => void) | undefined;
}

/** An answer of a route that no fault changed: JSON, or without a body. */
export interface RouteAnswer {
  readonly method: string;
  /** The path of the route, such as `/api/v1/spaces/:spaceId`. */
  readonly route: string;
  readonly status: number;
  /** The JSON as it is sent; undefined without a body. */
  readonly body: string | undefined;
}

/** All HTTP routes of a tenant, each group with its own rules for other origins, credentials and rates. */
export async function buildTenantServer(
  tenant: TenantContext,
  options: TenantServerOptions,
): Promise<FastifyInstance> {
  const { limits } = options;
  const app = Fastify({
    logger: createTenantLogger(options.verbose),
    genReqId: () => randomBytes(16).toString('hex'),
    bodyLimit: 1024 * 1024,
    schemaController: WITHOUT_COMPILERS,
    // The first start builds Qlik's code for browsers, which may take longer than Fastify's ten seconds.
    pluginTimeout: 120_000,
  });
  checkWhenNeeded(app, { coerceTypes: true });
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) options.onRoute?.(name, url);
  });
  const { onAnswer } = options;
  if (onAnswer !== undefined) {
    app.addHook('onSend', async ({ method, raw, routeOptions }, reply, body) => {
      const route = routeOptions.url;
      const isEmpty = body === undefined || body === null || body === '';
      const isJson = String(reply.getHeader('content-type')).includes('json') && typeof body === 'string';
      const isFaulty = (tenant.faults.appliedTo(raw)?.length ?? 0) > 0;
      if (route === undefined || isFaulty || !(isEmpty || isJson)) return;
      onAnswer({ method, route, status: reply.statusCode, body: isJson ? body : undefined });
    });
  }
  const callers = new Callers();
  const noteCaller: NoteCaller = (request, caller) => callers.note(request.raw, caller);
  answerErrors(app);
  app.addHook('onError', async (request, _reply, error) => {
    // Only the tenant's own messages: those of parsers may quote the request.
    if (error instanceof QlikError) {
      callers.noteRefusal(request.raw, error.message);
    }
  });
  const log = (request: IncomingMessage, status: number): void =>
    options.requests.add(logEntry(request, status, { callers, faults: tenant.faults }), request);
  app.addHook('onResponse', async (request, reply) => log(request.raw, reply.statusCode));
  addHttpFaults(app, {
    registry: tenant.faults,
    clock: tenant.clock,
    userOf: (request) => callers.known(request)?.user,
    logUnanswered: (request) => log(request, 0),
  });
  acceptEmptyJsonBody(app);
  await app.register(cookie);
  await app.register(formbody);
  productInfoRoute(app);
  const flow = new SignInFlow(tenant);
  authorizeRoutes(app, tenant, flow);
  loginRoutes(app, tenant, flow);
  if (options.runtime !== undefined) {
    await app.register(options.runtime);
    classicPageRoutes(app, tenant, flow);
  }
  await app.register(async (signIn) => {
    await allowCrossOrigin(signIn, tenant, signInPolicy);
    await limitRates(signIn, limits, callers);
    discoveryRoutes(signIn, tenant);
    tokenRoutes(signIn, tenant, noteCaller);
    anonymousEmbedRoute(signIn, tenant, noteCaller);
    await signIn.register(async (jwt) => jwtSessionRoute(jwt, tenant, callers));
  });
  await app.register(
    async (api) => {
      await allowCrossOrigin(api, tenant, restPolicy);
      callers.protect(api, tenant);
      restrictAnonymous(api, callers);
      requireApiVersion(api);
      readRepeatedParameters(api);
      answerUnknownPaths(api, options.unsupportedCalls);
      await limitRates(api, limits, callers);
      userRoutes(api, tenant, callers);
      userManagementRoutes(api, tenant, callers);
      groupRoutes(api, tenant, callers);
      apiKeyRoutes(api, tenant, callers);
      spaceRoutes(api, tenant, callers);
      assignmentRoutes(api, tenant, callers);
      itemRoutes(api, tenant, callers);
      appRoutes(api, tenant, callers);
      appPlaceRoutes(api, tenant, { callers, engine: options.engine });
      appDataRoutes(api, tenant, callers);
      reloadRoutes(api, tenant, callers);
      collectionRoutes(api, tenant, callers);
      themeRoutes(api, tenant, callers);
      await api.register(async (forms) => dataFileRoutes(forms, tenant, callers));
      await api.register(async (images) => mediaRoutes(images, tenant, callers));
      await api.register(async (forms) => brandRoutes(forms, tenant, callers));
      cspOriginRoutes(api, tenant, callers);
      webIntegrationRoutes(api, tenant, callers);
      tempContentRoutes(api, options.engine, callers);
      const reports = { callers, engine: options.engine, hasRuntime: options.runtime !== undefined };
      reportRoutes(api, tenant, reports);
      sharingTaskRoutes(api, tenant, reports);
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  return app;
}

function logEntry(
  request: IncomingMessage,
  status: number,
  { callers, faults }: { readonly callers: Callers; readonly faults: FaultRegistry },
): RequestEntry {
  const known = callers.known(request);
  return {
    kind: 'http',
    method: request.method ?? 'GET',
    url: request.url ?? '',
    origin: request.headers.origin,
    status,
    user: known?.user,
    credential: known === undefined ? undefined : { kind: known.kind, client: known.client },
    csrf: carriesCsrfToken(request),
    reason: callers.refusal(request),
    faults: faults.appliedTo(request),
  };
}

/**
 * Checks the `qlik-api-version` header where it is there. Every version that has the right form gets the same answers;
 * the answer to a malformed one is not public, a 400 is assumed.
 */
function requireApiVersion(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request) => {
    const version = request.headers['qlik-api-version'];
    if (version !== undefined && (typeof version !== 'string' || !VERSION.test(version))) {
      throw new QlikError(400, {
        code: serviceCode(request.url, 400),
        title: 'Invalid API version',
        detail: 'The header qlik-api-version has to be a year and a month, for example 2026-08.',
      });
    }
  });
}

/** Parameters that are lists with commas. */
const LISTS: ReadonlySet<string> = new Set([
  'fields',
  'resourceIds',
  'resourceSubType',
  'resourceType',
  'role',
  'roles',
  'spaceType',
  'templateId',
  'type',
  'types',
]);

/**
 * Reads parameters that come more than once (`?type=shared&type=managed`): a list has all values, any other parameter the first one.
 * Qlik documents lists with commas only; many HTTP clients repeat the name instead.
 */
function readRepeatedParameters(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ query }) => {
    if (!isRecord(query)) return;
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) query[name] = LISTS.has(name) ? value.join(',') : (value[0] as unknown);
    }
  });
}
