import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

interface FakeUser {
  readonly id: string;
  readonly subject: string;
  readonly email?: string;
  status: string;
  assignedGroups: readonly { readonly id: string; readonly name: string; readonly providerType: string }[];
}

/** The users, groups and spaces of a fake tenant, and how it fails. */
export class FakeDirectory {
  readonly users: FakeUser[] = [];
  readonly groups: { readonly id: string; readonly name: string }[] = [];
  readonly assignments: {
    readonly space: string;
    readonly assigneeId: string;
    readonly roles: readonly string[];
  }[] = [];
  /** `POST /users`: the status of the next responses. */
  failure: { readonly path: string; readonly status: number } | undefined;

  addUser(subject: string, groups: readonly string[] = []): FakeUser {
    const user = {
      id: randomUUID(),
      subject,
      status: 'active',
      assignedGroups: groups.map((name) => this.group(name)),
    };
    this.users.push(user);
    return user;
  }

  /** Returns the group with that name, created where there is none. */
  group(name: string): { readonly id: string; readonly name: string; readonly providerType: string } {
    let found = this.groups.find((group) => group.name === name);
    if (found === undefined) this.groups.push((found = { id: randomUUID(), name }));
    return { ...found, providerType: 'custom' };
  }

  namesOf(subject: string): readonly string[] {
    const user = this.users.find((each) => each.subject === subject);
    return (user?.assignedGroups ?? []).map(({ name }) => name);
  }
}

/** Adds the calls of `users`, `groups` and `spaces` that the backend makes. Filters compare without regard to case, as Qlik's do. */
export function addDirectory(api: FastifyInstance, directory: FakeDirectory): void {
  const { users, groups, assignments } = directory;
  api.addHook('preHandler', async ({ method, url }, reply) => {
    const { failure } = directory;
    if (failure === undefined || !`${method} ${url}`.startsWith(failure.path)) return undefined;
    if (failure.status === 429) reply.header('retry-after', '7');
    return reply.code(failure.status).send({ errors: [{ code: 'X', title: 'Refused' }] });
  });
  const filtered = <T>(rows: readonly T[], filter: string, read: (row: T) => string): readonly T[] => {
    const [, text = '""'] = /^\w+ eq (".*")$/s.exec(filter) ?? [];
    const wanted = String(JSON.parse(text)).toLowerCase();
    return rows.filter((row) => read(row).toLowerCase() === wanted);
  };
  api.get<{ Querystring: { filter: string } }>('/api/v1/users', async ({ query }) => ({
    data: filtered(users, query.filter, (user) => user.subject),
  }));
  api.post<{ Body: { subject: string; email?: string } }>('/api/v1/users', async ({ body }, reply) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const isTaken = users.some(
      ({ subject, email }) =>
        subject.toLowerCase() === body.subject.toLowerCase() || (email !== undefined && email === body.email),
    );
    if (isTaken) return reply.code(409).send({ errors: [{ code: 'X', title: 'Conflict' }] });
    const user = { id: randomUUID(), status: 'active', assignedGroups: [], ...body };
    users.push(user);
    return reply.code(201).send(user);
  });
  api.patch<{
    Params: { id: string };
    Body: readonly { readonly value: readonly { readonly name: string }[] }[];
  }>('/api/v1/users/:id', async ({ params, body }, reply) => {
    const user = users.find(({ id }) => id === params.id);
    if (user !== undefined)
      user.assignedGroups = (body[0]?.value ?? []).map(({ name }) => directory.group(name));
    return reply.code(204).send();
  });
  api.get<{ Querystring: { filter: string } }>('/api/v1/groups', async ({ query }) => ({
    data: filtered(groups, query.filter, (group) => group.name),
  }));
  api.post<{ Body: { name: string } }>('/api/v1/groups', async ({ body }, reply) =>
    reply.code(201).send(directory.group(body.name)),
  );
  api.post<{ Params: { id: string }; Body: { assigneeId: string; roles: readonly string[] } }>(
    '/api/v1/spaces/:id/assignments',
    async ({ params, body }, reply) => {
      const isThere = assignments.some(
        ({ space, assigneeId }) => space === params.id && assigneeId === body.assigneeId,
      );
      if (isThere) return reply.code(409).send({ errors: [{ code: 'X', title: 'Conflict' }] });
      assignments.push({ space: params.id, assigneeId: body.assigneeId, roles: body.roles });
      return reply.code(201).send({});
    },
  );
}
