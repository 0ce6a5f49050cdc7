import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../rest/caller.ts';
import { badBody, forbidden, notFound } from '../rest/qlik-error.ts';
import { isAdmin } from '../spaces/space-access.ts';
import type { TenantContext } from '../tenant-context.ts';
import type { CspOrigin, CspOriginContent } from './csp-origins.ts';

const SERVICE = 'CSP-ORIGINS';

interface EntryBody {
  readonly origin: string;
  readonly name?: string;
  readonly description?: string;
  readonly frameAncestors?: boolean;
}

/** Other directives are taken, as Qlik's are, and change nothing: `removeAdditional` is off and nothing forbids them. */
const entryBody = {
  type: 'object',
  required: ['origin'],
  properties: {
    origin: { type: 'string', minLength: 1, maxLength: 300 },
    name: { type: 'string', maxLength: 100 },
    description: { type: 'string', maxLength: 500 },
    frameAncestors: { type: 'boolean' },
  },
};

/** The `csp-origins` API (https://qlik.dev/apis/rest/csp-origins/) without paging and generated headers; for tenant admins. */
export function cspOriginRoutes(api: FastifyInstance, tenant: TenantContext, callers: Callers): void {
  const { cspOrigins } = tenant;

  const requireAdmin = (request: FastifyRequest): void => {
    if (!isAdmin(callers.credentialOf(request))) {
      throw forbidden(SERVICE, 'Only tenant admins manage the Content Security Policy.');
    }
  };
  const entry = (request: FastifyRequest<{ Params: { id: string } }>): CspOrigin => {
    requireAdmin(request);
    const found = cspOrigins.find(request.params.id);
    if (found === undefined) {
      throw notFound(SERVICE, `There is no CSP entry “${request.params.id}”.`);
    }
    return found;
  };

  api.get('/csp-origins', async (request) => {
    requireAdmin(request);
    return {
      data: cspOrigins.all.map(toBody),
      links: { self: { href: new URL(request.url, tenant.origin()).href } },
    };
  });

  api.post<{ Body: EntryBody }>('/csp-origins', { schema: { body: entryBody } }, async (request, reply) => {
    requireAdmin(request);
    return reply.code(201).send(toBody(cspOrigins.add(toContent(request.body))));
  });

  api.get<{ Params: { id: string } }>('/csp-origins/:id', async (request) => toBody(entry(request)));

  api.put<{ Params: { id: string }; Body: EntryBody }>(
    '/csp-origins/:id',
    { schema: { body: entryBody } },
    async (request) => toBody(cspOrigins.change(entry(request), toContent(request.body))),
  );

  api.delete<{ Params: { id: string } }>('/csp-origins/:id', async (request, reply) => {
    cspOrigins.remove(entry(request).id);
    return reply.code(204).send();
  });
}

/** Checks that a value for the header is an origin and nothing else. @throws {QlikError} 400 */
function toContent({ origin, name, description = '', frameAncestors = false }: EntryBody): CspOriginContent {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== origin) {
    throw badBody(SERVICE, '/origin', 'An origin is wanted: scheme, host and port, without a path.');
  }
  return { origin, name: name ?? origin, description, frameAncestors };
}

/** `CSPEntry` of `@qlik/api/csp-origins`. */
function toBody({ createdAt, modifiedAt, ...rest }: CspOrigin): object {
  return {
    ...rest,
    createdDate: new Date(createdAt).toISOString(),
    modifiedDate: new Date(modifiedAt).toISOString(),
  };
}
