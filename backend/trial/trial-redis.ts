import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A real Redis for specs. */
export interface TrialRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Whether Redis is installed; without it the specs that need it are skipped, and say so. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

/** @throws {Error} when it does not come up */
export async function startTrialRedis(): Promise<TrialRedis> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      if (server.exitCode !== null) return;
      server.kill();
      await once(server, 'exit');
    },
  };
}

async function ready(server: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('Redis did not come up.')), 10_000);
    let text = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!/Ready to accept connections/.test(text)) return;
      clearTimeout(limit);
      resolve();
    });
    server.once('exit', () => {
      clearTimeout(limit);
      reject(new Error(`Redis ended: ${text}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
