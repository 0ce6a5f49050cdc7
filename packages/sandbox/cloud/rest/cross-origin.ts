import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TenantContext } from '../tenant-context.ts';

/** Headers that Qlik's clients put on their calls; Firefox and Safari may list `user-agent`, which Chromium drops. */
const REQUEST_HEADERS = [
  'authorization',
  'qlik-api-version',
  'content-type',
  'qlik-csrf-token',
  'qlik-web-integration-id',
  'x-qlik-xrfkey',
  'user-agent',
  'accept',
];

const RESPONSE_HEADERS = [
  'qlik-csrf-token',
  'retry-after',
  'deprecation',
  'sunset',
  'link',
  'content-disposition',
  'location',
];

/** Whether pages of an origin may read the answer and send cookies. */
interface CrossOriginAnswer {
  readonly isAllowed: boolean;
  readonly withCredentials: boolean;
}

export type CrossOriginPolicy = (
  tenant: TenantContext,
  request: FastifyRequest,
  origin: string,
) => CrossOriginAnswer;

/**
 * For routes that issue credentials. Token endpoint: pages of the OAuth clients' origins, with cookies, as `@qlik/api` sends them.
 * Exchange of a JWT for cookies: pages of the web integration that the call names.
 */
export const signInPolicy: CrossOriginPolicy = (tenant, request, origin) => {
  const isAllowed = request.url.startsWith('/login/')
    ? mayUseCookies(tenant, request, origin)
    : tenant.clients.allowsOrigin(origin);
  return { isAllowed, withCredentials: true };
};

/**
 * The REST API. With a token, pages of OAuth clients' and web integrations' origins, without cookies.
 * With cookies, pages of the web integration that the call names; a preflight names none, so the origin of any of them is accepted there.
 */
export const restPolicy: CrossOriginPolicy = (tenant, request, origin) => {
  const { clients } = tenant;
  const withCredentials =
    request.headers.authorization === undefined && mayUseCookies(tenant, request, origin);
  const mayUseTokens =
    clients.allowsOrigin(origin) ||
    (request.headers.authorization !== undefined && tenant.integrations.allowsOrigin(origin));
  return { isAllowed: withCredentials || mayUseTokens, withCredentials };
};

/** Adds the headers of cross-origin resource sharing to the routes of that scope, and answers preflights. */
export async function allowCrossOrigin(
  scope: FastifyInstance,
  tenant: TenantContext,
  policy: CrossOriginPolicy,
): Promise<void> {
  await scope.register(cors, {
    delegator: (request, decide) => {
      const { origin } = request.headers;
      const { isAllowed, withCredentials } = origin === undefined ? REFUSED : policy(tenant, request, origin);
      decide(null, {
        // A function, so that every answer has `Vary: Origin`.
        origin: (_origin, answer) => answer(null, isAllowed),
        credentials: withCredentials,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowedHeaders: REQUEST_HEADERS,
        exposedHeaders: RESPONSE_HEADERS,
        maxAge: 600,
        strictPreflight: false,
      });
    },
  });
}

const REFUSED: CrossOriginAnswer = { isAllowed: false, withCredentials: false };

function mayUseCookies(tenant: TenantContext, request: FastifyRequest, origin: string): boolean {
  const { integrations } = tenant;
  return request.method === 'OPTIONS'
    ? integrations.allowsOrigin(origin)
    : integrations.namedBy(request)?.validOrigins.includes(origin) === true;
}
