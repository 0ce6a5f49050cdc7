import type { AppCatalog } from '../../apps/app-definition.ts';
import type { EngineConnection, EngineHealth, MonitoredEngine } from '../../engine/connection.ts';
import { closeSocket } from '../../listening/close-socket.ts';
import { createServerCertificates, type ServerCertificates } from '../certificates/server-certificates.ts';
import {
  type ClientManagedServer,
  type ClientManagedServerOptions,
  createClientManagedServer,
} from '../server.ts';

/** Origin of the application in tests of the server. */
export const APP_ORIGIN = 'http://localhost:4200';
export const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
export const MOVIES = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1002';
export const XRFKEY = 'abcdefghijklmnop';

/** The health of an engine that does nothing. */
const NO_LOAD: EngineHealth = {
  version: '0.0.0',
  started: '2024-03-01T08:00:00.000Z',
  mem: { committed: 1, allocated: 1, free: 1, totalPhysical: 2 },
  cpu: { total: 0 },
  session: { active: 0, total: 0 },
  apps: { active_docs: [], loaded_docs: [], in_memory_docs: [], calls: 0, selections: 0 },
  users: { active: 0, total: 0 },
  cache: { hits: 0, lookups: 0, added: 0, replaced: 0, bytes_added: 0 },
  saturated: false,
};

/** A fake engine: sends `OnConnected`, opens the apps that the user may open and records the connections. */
export class FakeEngine implements MonitoredEngine {
  readonly connections: EngineConnection[] = [];
  readonly sessions = [];

  connect(connection: EngineConnection): void {
    this.connections.push(connection);
    const { socket } = connection;
    const send = (message: object): void => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
    send({ method: 'OnConnected', params: { qSessionState: 'SESSION_CREATED' } });
    const answer = async (data: Buffer): Promise<void> => {
      const request = JSON.parse(data.toString()) as { id: number; method: string; params: unknown[] };
      if (request.method !== 'OpenDoc') {
        send({ id: request.id, result: {} });
        return;
      }
      if ((await connection.access(String(request.params[0]))) !== 'allowed') {
        socket.close(4204);
        return;
      }
      const qReturn = { qType: 'Doc', qHandle: 1, qGenericId: connection.appId };
      send({ id: request.id, result: { qReturn } });
    };
    socket.on('message', (data: Buffer) => void answer(data));
  }

  health(): EngineHealth {
    return NO_LOAD;
  }

  closeSockets(code?: number): void {
    for (const { socket } of this.connections) {
      closeSocket(socket, code ?? 1001);
    }
  }

  dropSessions(): void {
    this.closeSockets(4003);
  }

  close(): void {
    this.closeSockets();
  }
}

/** Returns a catalog of three apps without content. */
export function fakeCatalog(): AppCatalog {
  return {
    apps: ['Flights', 'Movies', 'Weather'].map((name, index) => ({
      id: `5f1c3a52-0b64-4c52-9a35-6b1f0d7a100${index + 1}`,
      name,
      description: `About ${name.toLowerCase()}`,
      createdAt: '2024-03-01T08:00:00.000Z',
      updatedAt: '2024-04-01T08:00:00.000Z',
      lastReloadTime: '2024-05-01T08:00:00.000Z',
    })),
    load: (id) => Promise.reject(new RangeError(`The test app ${id} has no content.`)),
  };
}

/** A clock that tests move forward. */
class TestClock {
  #offset = 0;
  readonly now = (): number => Date.now() + this.#offset;

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }
}

/** A running server with its fake engine and test clock. */
export interface TestServer {
  readonly server: ClientManagedServer;
  readonly engine: FakeEngine;
  readonly clock: TestClock;
}

let certificates: Promise<ServerCertificates> | undefined;

/** Starts a server on free ports and closes it with the test. All servers of a process have the same certificates. */
export async function startTestServer(
  test: { readonly after: (close: () => Promise<void>) => void },
  options: Partial<ClientManagedServerOptions> = {},
): Promise<TestServer> {
  const engine = new FakeEngine();
  const clock = new TestClock();
  const server = await createClientManagedServer({
    id: 'test',
    ports: { proxy: 0, proxyService: 0, repository: 0, engine: 0 },
    engine,
    catalog: fakeCatalog(),
    appOrigins: [APP_ORIGIN],
    now: clock.now,
    certificates: await (certificates ??= createServerCertificates()),
    ...options,
  });
  test.after(() => server.close());
  return { server, engine, clock };
}

/** Returns the reason of the last refusal in the server's log. */
export function lastReason(server: ClientManagedServer): string | undefined {
  return server.requests
    .since(0)
    .filter((entry) => entry.reason !== undefined)
    .at(-1)?.reason;
}
