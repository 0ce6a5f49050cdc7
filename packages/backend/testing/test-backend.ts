import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { GatewaySettings } from '../gateway/gateway-settings.ts';
import { createServer } from '../server.ts';

/** A backend for specs, on a free port, with its log. */
export interface TestBackend {
  readonly origin: string;
  readonly server: FastifyInstance;
  /** The log as one text. */
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

interface TestBackendOptions {
  readonly connections: Readonly<Record<string, object>>;
  readonly settings?: Partial<GatewaySettings>;
  /** Default: the root. */
  readonly basePath?: string;
  /** Is told of each route. */
  readonly onRoute?: (method: string, url: string) => void;
  /** Default: none. */
  readonly trustedProxies?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: everything. */
  readonly logLevel?: string;
}

/** Starts a backend with demo users and these connections. */
export async function startTestBackend({
  connections,
  settings,
  port: wanted = 0,
  logLevel = 'trace',
  trustedProxies,
  basePath,
  onRoute,
}: TestBackendOptions): Promise<TestBackend> {
  const folder = mkdtempSync(join(tmpdir(), 'test-backend-'));
  const secretsFile = join(folder, 'secrets.json');
  writeFileSync(secretsFile, JSON.stringify({ connections }), { mode: 0o600 });
  const lines: string[] = [];
  const server = await createServer(
    {
      port: 0,
      host: 'localhost',
      staticRoot: undefined,
      connectionsFile: undefined,
      logLevel,
      trustedProxies,
      basePath,
      gateway: {
        basePath,
        secrets: secretsFile,
        publicOrigin: undefined,
        signIn: 'demo',
        sessionSecrets: ['test-session-secret-of-more-than-32-characters'],
        sessionLifetimeMs: 3_600_000,
        sessionMaxMs: 24 * 3_600_000,
        operatorToken: undefined,
        redisUrl: undefined,
        requestsPerMinute: 100_000,
        socketsPerUser: 1_000,
        socketIdleMs: 3_600_000,
        upgradesPerMinute: 100_000,
        ...settings,
      },
    },
    { write: (line) => void lines.push(line) },
    { onRoute },
  ).catch((error: unknown) => {
    // A spec of a start that fails has nothing to close.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  await server.listen({ port: wanted, host: 'localhost' });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    origin: `http://localhost:${port}`,
    server,
    log: () => lines.join('\n'),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
