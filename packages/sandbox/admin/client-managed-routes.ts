import type { FastifyInstance } from 'fastify';
import type { ClientManagedServer } from '../client-managed/server.ts';
import { NOTICE_NAMES, type NoticeName } from '../client-managed/socket/notifications.ts';
import { AdminError } from './admin-error.ts';

const closed = { type: 'object', additionalProperties: false };
const user = { type: 'string', minLength: 1 };
const noticeBody = {
  ...closed,
  required: ['name'],
  properties: { name: { type: 'string', enum: NOTICE_NAMES }, user, virtualProxy: { type: 'string' } },
};
const licenseBody = {
  ...closed,
  required: ['user', 'licensed'],
  properties: { user, licensed: { type: 'boolean' } },
};

const hostsBody = {
  ...closed,
  required: ['virtualProxy', 'hosts'],
  properties: {
    virtualProxy: { type: 'string' },
    hosts: { type: 'array', maxItems: 100, items: { type: 'string', minLength: 1 } },
  },
};

/** Adds the routes that only a client-managed server has: notifications, licenses, CSRF tokens, tickets and host allow lists. */
export function clientManagedRoutes(app: FastifyInstance, server: ClientManagedServer): void {
  const base = `/tenants/${server.id}`;

  app.post<{ Body: { name: NoticeName; user?: string; virtualProxy?: string } }>(
    `${base}/notify`,
    { schema: { body: noticeBody } },
    async (request) => {
      const { name, ...to } = request.body;
      return { notified: server.notify(name, to) };
    },
  );

  app.post<{ Body: { user: string; licensed: boolean } }>(
    `${base}/license`,
    { schema: { body: licenseBody } },
    async (request, reply) => {
      server.setLicensed(request.body.user, request.body.licensed);
      return reply.code(204).send();
    },
  );

  app.post(`${base}/rotate-csrf-tokens`, async (_request, reply) => {
    server.rotateCsrfTokens();
    return reply.code(204).send();
  });

  app.post(`${base}/expire-tickets`, async () => ({ expired: server.expireTickets() }));

  app.post<{ Body: { virtualProxy: string; hosts: string[] } }>(
    `${base}/host-allow-list`,
    { schema: { body: hostsBody } },
    async (request) => {
      const { virtualProxy, hosts } = request.body;
      const before = server.allowHosts(virtualProxy, hosts);
      if (before === undefined) {
        throw new AdminError(404, 'UNKNOWN_VIRTUAL_PROXY', `There is no virtual proxy “${virtualProxy}”.`);
      }
      return { before };
    },
  );
}
