import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import Fastify, { type FastifyRequest } from 'fastify';
import {
  createQlikBackend,
  type QlikBackend,
  type QlikBackendOptions,
  qlikBackendOf,
  qlikBackendPlugin,
} from '../index.ts';
import type { ResolvedUser } from '../host/resolve-user.ts';

/** A host application that signs its users in, with the backend in it. */
export interface HostApplication {
  readonly origin: string;
  readonly backend: QlikBackend;
  /** Changes who a session of the host belongs to; `undefined`: signed out. */
  readonly setUser: (hostSession: string, user: string | undefined) => void;
  /** Signs a user in. @returns the host's session, which is its cookie `host` too */
  readonly signIn: (user: string) => string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

type HostOptions = Pick<QlikBackendOptions, 'connections' | 'basePath' | 'signInPath'> & {
  readonly log?: (line: string) => void;
};

/** The sessions of a host: who each belongs to. */
class HostSessions {
  readonly #users = new Map<string, string>();

  readonly signIn = (user: string): string => {
    const hostSession = randomUUID();
    this.#users.set(hostSession, user);
    return hostSession;
  };

  readonly setUser = (hostSession: string, user: string | undefined): void => {
    if (user === undefined) this.#users.delete(hostSession);
    else this.#users.set(hostSession, user);
  };

  readonly of = (cookie: string | undefined): ResolvedUser | undefined => {
    const hostSession = /(?:^|; )host=([^;]+)/.exec(cookie ?? '')?.[1];
    const id = hostSession === undefined ? undefined : this.#users.get(hostSession);
    return id === undefined ? undefined : { id, name: id.toUpperCase(), session: hostSession };
  };
}

type Start = (options: HostOptions) => Promise<HostApplication>;

/** Node's `http`, with the backend's handler and answers of its own to everything else. */
const startNodeHost: Start = async ({ log, ...options }) => {
  const sessions = new HostSessions();
  const backend = await createQlikBackend({
    ...options,
    logLevel: 'trace',
    logStream: { write: log ?? (() => undefined) },
    resolveUser: ({ headers }) => sessions.of(headers.cookie),
  });
  const server = createServer((request, response) =>
    backend.handler(request, response, () => void response.end('the host')),
  );
  backend.attach(server);
  return listen(server, { sessions, backend, close: () => backend.close() });
};

/** What middleware of the host has found out. */
type RequestWithUser = IncomingMessage & { hostUser?: ResolvedUser | undefined };

/** Express, whose middleware knows the user; with the handler mounted at the base path, or at the root. */
const startExpressHost =
  (isMounted: boolean): Start =>
  async ({ log, ...options }) => {
    const sessions = new HostSessions();
    const backend = await createQlikBackend({
      ...options,
      logLevel: 'trace',
      logStream: { write: log ?? (() => undefined) },
      resolveUser: (request) => (request as RequestWithUser).hostUser,
    });
    const app = express();
    app.use((request: Request & { hostUser?: ResolvedUser | undefined }, _response, next) => {
      request.hostUser = sessions.of(request.headers.cookie);
      next();
    });
    if (isMounted) app.use(options.basePath ?? '/', backend.handler);
    else app.use(backend.handler);
    app.use(express.json());
    app.use((_request, response) => void response.send('the host'));
    const server = createServer(app);
    backend.attach(server, app as (request: IncomingMessage, response: ServerResponse) => void);
    return listen(server, { sessions, backend, close: () => backend.close() });
  };

declare module 'fastify' {
  interface FastifyRequest {
    hostUser: ResolvedUser | undefined;
  }
}

/** Fastify, with a hook that knows the user. */
const startFastifyHost: Start = async ({ log, ...options }) => {
  const sessions = new HostSessions();
  const app = Fastify({ forceCloseConnections: true });
  app.decorateRequest('hostUser');
  app.addHook('onRequest', async (request) => {
    request.hostUser = sessions.of(request.headers.cookie);
  });
  await app.register(qlikBackendPlugin, {
    ...options,
    logLevel: 'trace',
    logStream: { write: log ?? (() => undefined) },
    resolveUser: (request: FastifyRequest) => request.hostUser,
  });
  app.setNotFoundHandler(async () => 'the host');
  await app.listen({ port: 0, host: 'localhost' });
  const { port } = app.server.address() as AddressInfo;
  const { signIn, setUser } = sessions;
  return {
    ...{ signIn, setUser, server: app.server, backend: qlikBackendOf(app) },
    origin: `http://localhost:${port}`,
    close: () => app.close(),
  };
};

/** The hosts that are supported, by name. */
export const HOSTS: Readonly<Record<string, Start>> = {
  "Node's http": startNodeHost,
  'Express, mounted at the base path': startExpressHost(true),
  'Express, for all paths': startExpressHost(false),
  Fastify: startFastifyHost,
};

interface Parts {
  readonly sessions: HostSessions;
  readonly backend: QlikBackend;
  readonly close: () => Promise<void>;
}

async function listen(server: Server, { sessions, backend, close }: Parts): Promise<HostApplication> {
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const { signIn, setUser } = sessions;
  return {
    ...{ signIn, setUser, server, backend },
    origin: `http://localhost:${port}`,
    close: async () => {
      await close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
