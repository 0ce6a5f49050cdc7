import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { userKey } from '../users/qlik-user.ts';
import type { ProxyContext } from '../proxy/proxy-context.ts';
import type { ProxySession } from '../proxy/proxy-sessions.ts';
import type { VirtualProxy } from '../proxy/virtual-proxy.ts';
import { readUserBody } from './ticket-body.ts';

/** Adds the Proxy Service API of one virtual proxy: tickets, users and sessions. Callers need the client certificate. */
export function proxyServiceRoutes(scope: FastifyInstance, proxy: VirtualProxy, context: ProxyContext): void {
  const refuse = (request: FastifyRequest, reply: FastifyReply, reason: string): FastifyReply => {
    context.notes.add(request.raw, { reason });
    return reply.code(400).type('text/plain').send(reason);
  };

  scope.post('/ticket', async (request, reply) => {
    const result = readUserBody(request.body);
    if ('fault' in result) {
      return refuse(request, reply, result.fault);
    }
    const { described } = result;
    const target = described.targetId === undefined ? undefined : context.targets.find(described.targetId);
    if (described.targetId !== undefined && target === undefined) {
      return refuse(request, reply, 'The TargetId is unknown or too old.');
    }
    const user = context.accounts.resolve(described.userDirectory, described.userId);
    context.notes.add(request.raw, { user });
    return reply.code(201).send({
      UserDirectory: described.userDirectory,
      UserId: described.userId,
      Attributes: described.attributes.map(({ name, value }) => ({ [name]: value })),
      Ticket: context.tickets.issue(proxy, { user, attributes: described.attributes }),
      TargetUri: target ?? null,
    });
  });

  scope.post('/session', async (request, reply) => {
    const result = readUserBody(request.body);
    if ('fault' in result) {
      return refuse(request, reply, result.fault);
    }
    const { described } = result;
    if (described.sessionId === undefined || !/^[\w.~-]{16,128}$/.test(described.sessionId)) {
      return refuse(request, reply, 'SessionId must have 16 to 128 letters, digits or -._~.');
    }
    const existing = context.sessions.find(proxy, described.sessionId);
    const user = context.accounts.resolve(described.userDirectory, described.userId);
    if (existing !== undefined && userKey(existing.user) !== userKey(user)) {
      return refuse(request, reply, 'That session belongs to another user.');
    }
    const proxySession =
      existing ?? context.sessions.begin(proxy, user, described.attributes, described.sessionId);
    return reply.code(201).send(describe(proxySession));
  });

  scope.get('/session', async () => context.sessions.of(proxy).map(describe));

  scope.get<{ Params: { id: string } }>('/session/:id', async (request, reply) => {
    const proxySession = context.sessions.find(proxy, request.params.id);
    return proxySession === undefined ? notFound(reply) : describe(proxySession);
  });

  scope.delete<{ Params: { id: string } }>('/session/:id', async (request, reply) => {
    const proxySession = context.sessions.find(proxy, request.params.id);
    if (proxySession === undefined) {
      return notFound(reply);
    }
    context.sessions.end(proxySession, 'closed');
    return describe(proxySession);
  });

  const ofUser = ({ directory, id }: UserParams): readonly ProxySession[] => {
    const key = userKey({ userDirectory: directory, userId: id });
    return context.sessions.of(proxy).filter((proxySession) => userKey(proxySession.user) === key);
  };

  scope.get<{ Params: UserParams }>('/user/:directory/:id', async (request) =>
    ofUser(request.params).map(describe),
  );

  scope.delete<{ Params: UserParams }>('/user/:directory/:id', async (request) => {
    const sessions = ofUser(request.params);
    for (const proxySession of sessions) {
      context.sessions.end(proxySession, 'closed');
    }
    return sessions.map(describe);
  });
}

interface UserParams {
  directory: string;
  id: string;
}

function describe({ id, user, attributes }: ProxySession): object {
  return {
    UserDirectory: user.userDirectory,
    UserId: user.userId,
    Attributes: attributes.map(({ name, value }) => ({ [name]: value })),
    SessionId: id,
  };
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).type('text/plain').send('There is no such session at this virtual proxy.');
}
