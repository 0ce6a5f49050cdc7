import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A real Redis for specs. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Suspends the process: connections stay open without replies. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
  /** Starts it again at the same port, empty. */
  readonly restart: () => Promise<void>;
}

/** Whether Redis is installed; without it the specs that need it are skipped with this reason. */
const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

/** For the `skip` option of specs that need Redis. */
export const NO_REDIS = HAS_REDIS
  ? false
  : 'redis-server is not installed (Debian: apt-get install redis-server)';

const READY = /Ready to accept connections|Sentinel ID is/;

/**
 * @param args further options of `redis-server`, such as `--requirepass`
 * @throws {Error} when it does not start
 */
export async function startTestRedis(args: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const all = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...args];
  let server = await startRedisProcess(all);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pause: () => server.kill('SIGSTOP'),
    resume: () => server.kill('SIGCONT'),
    stop: () => endRedisProcess(server),
    restart: async () => {
      await endRedisProcess(server);
      server = await startRedisProcess(all);
    },
  };
}

/** Starts `redis-server` and waits until it accepts connections. @throws {Error} when it does not start */
export async function startRedisProcess(args: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    const fail = (reason: string): void => {
      clearTimeout(limit);
      server.kill('SIGKILL');
      reject(new Error(`${reason} ${text}`));
    };
    const limit = setTimeout(() => fail('Redis did not come up:'), 10_000);
    const onEnd = (): void => fail('Redis ended:');
    server.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!READY.test(text)) return;
      clearTimeout(limit);
      server.off('exit', onEnd);
      resolve();
    });
    server.once('exit', onEnd);
  });
  return server;
}

/** Ends the process, also while it is suspended. */
export async function endRedisProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

/** Below the ports of outgoing connections: one of those could take a port before a server listens on it. */
const FIRST_PORT = 12_000;
const PORT_COUNT = 20_000;
const ATTEMPTS = 100;
const given = new Set<number>();

/** A port of the loopback interface that nothing listens on, another one each time. @throws {Error} when there is none */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('There is no free port.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
