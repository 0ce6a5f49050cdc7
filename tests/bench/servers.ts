import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../tools/processes/free-port.mjs';
import { startBackend } from '../support/stack/start-backend.mjs';
import { startSandbox } from '../support/stack/start-sandbox.mjs';

const FIRST_PORT = 23_000;

/** What both sides of a scenario talk to. */
export interface Servers {
  readonly tenant: string;
  /** The client-managed server; its default virtual proxy has the Windows sign-in. */
  readonly server: string;
  /** Serves the application's production build. */
  readonly application: string;
  /** The same server software with the alternatives. */
  readonly alternatives: string;
  /** Of the connection to the tenant. */
  readonly connectionId: string;
  /** Of the connection to the server. */
  readonly serverConnectionId: string;
  readonly clientId: string;
  stop(): Promise<void>;
}

/**
 * Starts a sandbox and two backends: one with the application, one with the alternatives.
 * @param sandboxOptions further options of the sandbox
 */
export async function startServers(folder: string, sandboxOptions: readonly string[] = []): Promise<Servers> {
  const applicationPort = await findFreePort(FIRST_PORT);
  const alternativePort = await findFreePort(applicationPort + 1);
  const appOrigins = [applicationPort, alternativePort].map((port) => `http://localhost:${port}`);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((each) => each()));
  };
  try {
    const sandbox = await startSandbox({
      appOrigins,
      logFile: join(folder, 'sandbox.log'),
      options: [
        ...['--qap-port', '0', '--tier1-per-minute', '1000000', '--tier2-per-minute', '1000000'],
        ...sandboxOptions,
      ],
    });
    stops.push(sandbox.stop);
    const connection = {
      id: 'bench',
      label: 'Bench',
      platform: 'cloud',
      host: sandbox.cloud,
      auth: { type: 'oauth2', clientId: 'sandbox-spa-trusted', tokenStorage: 'session' },
    };
    const serverConnection = {
      id: 'bench-server',
      label: 'Bench server',
      platform: 'client-managed',
      host: sandbox.clientManaged,
      auth: { type: 'windows' },
    };
    const connectionsFile = join(folder, 'connections.json');
    writeFileSync(connectionsFile, JSON.stringify({ connections: [connection, serverConnection] }));
    const start = async (port: number, staticRoot?: string): Promise<string> => {
      const logFile = join(folder, `backend-${port}.log`);
      const backend = await startBackend({
        port,
        connectionsFile,
        logFile,
        ...(staticRoot ? { staticRoot } : {}),
      });
      stops.push(backend.stop);
      return backend.origin;
    };
    const [application, alternatives] = await Promise.all([
      start(applicationPort),
      start(alternativePort, join(folder, 'pages')),
    ]);
    return {
      tenant: sandbox.cloud,
      server: sandbox.clientManaged,
      application,
      alternatives,
      connectionId: connection.id,
      serverConnectionId: serverConnection.id,
      clientId: connection.auth.clientId,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
