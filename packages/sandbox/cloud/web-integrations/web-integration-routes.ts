import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { type IdPageRequest, idPageParameters, pageByIds } from '../rest/id-paging.ts';
import { readSort } from '../rest/paging.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { replacements } from '../rest/replacements.ts';
import { isAdmin, type Caller } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { WebIntegration } from './web-integration.ts';

const SERVICE = 'WEB-INTEGRATIONS';

const text = { type: 'string' };
const listQuery = {
  type: 'object',
  properties: { ...idPageParameters(10), sort: { type: 'string', pattern: '^[+ -]?name$' }, tenantId: text },
};
const name = { type: 'string', minLength: 1, maxLength: 256 };
const validOrigins = { type: 'array', maxItems: 100, items: text };
const createBody = { type: 'object', required: ['name'], properties: { name, validOrigins } };
const patchBody = replacements(['/name', '/validOrigins'], {
  // Not coerced: a list with one text is a list.
  anyOf: [{ type: 'array', items: text }, name],
});

interface ListQuery extends IdPageRequest {
  readonly sort?: string;
  readonly tenantId?: string;
}
interface CreateBody {
  readonly name: string;
  readonly validOrigins?: readonly string[];
}
type Patch = readonly {
  readonly path: '/name' | '/validOrigins';
  readonly value: string | readonly string[];
}[];

/**
 * The `web-integrations` API (https://qlik.dev/apis/rest/web-integrations/), for tenant admins. Its origins count from the next call on: for
 * cookies, CSRF tokens, sign-ins and API keys of pages.
 */
export function webIntegrationRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { integrations } = tenant;

  const admin = (request: FastifyRequest): Caller => {
    const caller = callers.credentialOf(request);
    if (isAdmin(caller)) return caller;
    throw forbidden(SERVICE, 'Only tenant admins manage web integrations.');
  };
  const existing = (request: FastifyRequest<{ Params: { id: string } }>): WebIntegration => {
    admin(request);
    const found = integrations.find(request.params.id);
    if (found !== undefined) return found;
    throw notFound(SERVICE, `There is no web integration “${request.params.id}”.`);
  };
  const time = (): string => new Date(tenant.now()).toISOString();

  api.get<{ Querystring: ListQuery }>(
    '/web-integrations',
    { schema: { querystring: listQuery } },
    async (request) => {
      admin(request);
      const { sort, tenantId } = request.query;
      const rows = tenantId === undefined || tenantId === tenant.id ? integrations.all : [];
      const page = pageByIds(SERVICE, rows, request.query, {
        sort: readSort(sort, '+name'),
        keyOf: (each) => each.name,
      });
      return {
        data: page.data.map((each) => bodyOf(tenant, each)),
        links: page.linksOf(tenant.origin(), request.url),
      };
    },
  );

  api.post<{ Body: CreateBody }>(
    '/web-integrations',
    { schema: { body: createBody } },
    async (request, reply) => {
      const { user } = admin(request);
      const { name: wanted, validOrigins: origins = [] } = request.body;
      const created = integrations.put({
        id: randomBytes(24).toString('base64url'),
        name: wanted,
        validOrigins: origins.map((origin, place) => checkedOrigin(origin, `/validOrigins/${place}`)),
        created: time(),
        lastUpdated: time(),
        createdBy: user.id,
      });
      const self = `${tenant.origin()}/api/v1/web-integrations/${created.id}`;
      return reply.code(201).send({ ...bodyOf(tenant, created), links: { self: { href: self } } });
    },
  );

  api.get<{ Params: { id: string } }>('/web-integrations/:id', async (request) =>
    bodyOf(tenant, existing(request)),
  );

  api.patch<{ Params: { id: string }; Body: Patch }>(
    '/web-integrations/:id',
    { schema: { body: patchBody } },
    async (request, reply) => {
      let changed = existing(request);
      request.body.forEach(({ path, value }, place) => {
        const pointer = `/${place}/value`;
        if (path === '/validOrigins') {
          const origins = [value].flat().map((origin) => checkedOrigin(origin, pointer));
          changed = { ...changed, validOrigins: origins };
        } else if (typeof value === 'string') changed = { ...changed, name: value };
        else throw badBody(SERVICE, pointer, 'A name is wanted.');
      });
      integrations.put({ ...changed, lastUpdated: time() });
      return reply.code(204).send();
    },
  );

  api.delete<{ Params: { id: string } }>('/web-integrations/:id', async (request, reply) => {
    integrations.remove(existing(request).id);
    return reply.code(204).send();
  });
}

/** @throws {QlikError} 400 */
function checkedOrigin(origin: string, pointer: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.origin === origin) return origin;
  throw badBody(SERVICE, pointer, 'An origin is wanted: scheme, host and port, without a path.');
}

/** `WebIntegration` of `@qlik/api/web-integrations`. */
function bodyOf(tenant: TenantContext, integration: WebIntegration): object {
  return { ...integration, tenantId: tenant.id };
}
