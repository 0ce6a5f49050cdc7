import type { FastifyInstance } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { type Caller, isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import { type ApiKey, type ApiKeyStatus, LONGEST_KEY_LIFE_SEC } from './api-key-store.ts';

interface KeysQuery {
  status?: ApiKeyStatus;
  sub?: string;
  createdByUser?: string;
  limit: number;
}

const keysQuery = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['active', 'expired', 'revoked'] },
    sub: { type: 'string' },
    createdByUser: { type: 'string' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
};

interface KeyBody {
  description: string;
  expiry?: string;
  sub?: string;
}

const keyBody = {
  type: 'object',
  required: ['description'],
  properties: {
    description: { type: 'string', minLength: 1, maxLength: 200 },
    expiry: { type: 'string' },
    sub: { type: 'string' },
    subType: { type: 'string', enum: ['user'] },
  },
};

/** The `api-keys` API (https://qlik.dev/apis/rest/api-keys/) without paging, changes and SCIM. */
export function apiKeyRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { apiKeys } = tenant;

  const visible = (caller: Caller, id: string): ApiKey => {
    const apiKey = apiKeys.find(id);
    if (apiKey === undefined || !(isAdmin(caller) || apiKey.ownerId === caller.user.id)) {
      throw notFound('API-KEYS', `There is no API key “${id}” that you may see.`);
    }
    return apiKey;
  };

  api.get<{ Querystring: KeysQuery }>(
    '/api-keys',
    { schema: { querystring: keysQuery } },
    async (request) => {
      const caller = callers.credentialOf(request);
      const { status, sub, createdByUser, limit } = request.query;
      const rows = apiKeys.all.filter(
        (apiKey) =>
          (isAdmin(caller) || apiKey.ownerId === caller.user.id) &&
          (status === undefined || apiKeys.statusOf(apiKey) === status) &&
          (sub === undefined || apiKey.ownerId === sub) &&
          (createdByUser === undefined || apiKey.createdBy === createdByUser),
      );
      return {
        data: rows.slice(0, limit).map((apiKey) => apiKeyBody(tenant, apiKey)),
        links: { self: { href: new URL(request.url, tenant.origin()).href } },
      };
    },
  );

  api.post<{ Body: KeyBody }>('/api-keys', { schema: { body: keyBody } }, async (request, reply) => {
    const caller = callers.credentialOf(request);
    const { description, expiry, sub = caller.user.id } = request.body;
    if (sub !== caller.user.id && !isAdmin(caller)) {
      throw forbidden('API-KEYS', 'Only a tenant admin makes API keys for others.');
    }
    const owner = tenant.users.byId(sub);
    if (owner === undefined) {
      throw badBody('API-KEYS', '/sub', 'There is no user with this id.');
    }
    const lifetimeSeconds = expiry === undefined ? LONGEST_KEY_LIFE_SEC : (durationSeconds(expiry) ?? 0);
    if (lifetimeSeconds < 1 || lifetimeSeconds > LONGEST_KEY_LIFE_SEC) {
      throw badBody(
        'API-KEYS',
        '/expiry',
        'An ISO 8601 duration of at most 365 days is wanted, for example P7D.',
      );
    }
    const wanted = { owner, createdBy: caller.user, description, lifetimeSeconds };
    const { apiKey, token } = await apiKeys.issue(wanted);
    return reply.code(201).send({ ...apiKeyBody(tenant, apiKey), token });
  });

  api.get<{ Params: { id: string } }>('/api-keys/:id', async (request) =>
    apiKeyBody(tenant, visible(callers.credentialOf(request), request.params.id)),
  );

  api.delete<{ Params: { id: string } }>('/api-keys/:id', async (request, reply) => {
    apiKeys.revoke(visible(callers.credentialOf(request), request.params.id).id);
    return reply.code(204).send();
  });
}

/** `ApiKey` of `@qlik/api/api-keys`. */
function apiKeyBody(tenant: TenantContext, apiKey: ApiKey): object {
  return {
    id: apiKey.id,
    tenantId: tenant.id,
    description: apiKey.description,
    sub: apiKey.ownerId,
    subType: 'user',
    status: tenant.apiKeys.statusOf(apiKey),
    createdByUser: apiKey.createdBy,
    created: new Date(apiKey.createdAt).toISOString(),
    lastUpdated: new Date(apiKey.revokedAt ?? apiKey.createdAt).toISOString(),
    expiry: new Date(apiKey.expiresAt).toISOString(),
  };
}

const DURATION =
  /^P(?=.)(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/;
const SECONDS = [7 * 86_400, 86_400, 3600, 60, 1] as const;

/** Seconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds, for example `P7D`; undefined for any other text. */
export function durationSeconds(text: string): number | undefined {
  const parts: readonly (string | undefined)[] | undefined = DURATION.exec(text)?.slice(1);
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0);
}
