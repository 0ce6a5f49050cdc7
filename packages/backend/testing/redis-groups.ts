import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createCertificates } from './certificates.ts';
import { endRedisProcess, freePort, startRedisProcess } from './test-redis.ts';

const UP_LIMIT_MS = 15_000;

/** A group of Redis processes. */
export interface RedisGroup {
  readonly ports: readonly number[];
  readonly close: () => Promise<void>;
}

interface GroupOptions {
  /** Password of all processes; none when absent. */
  readonly password?: string;
  /** TLS only, with a certificate for `localhost`. */
  readonly tls?: RedisTls;
}

/** Files for `redis-server`, and the certificate authority for its clients. */
export interface RedisTls {
  readonly ca: string;
  readonly caFile: string;
  /** An authority that did not sign Redis's certificate. */
  readonly otherCaFile: string;
  /** Options of `redis-server` for a TLS port. */
  readonly args: (port: number) => readonly string[];
  readonly remove: () => void;
}

export async function createRedisTls(): Promise<RedisTls> {
  const [certificates, otherCertificates] = await Promise.all([createCertificates(), createCertificates()]);
  const folder = mkdtempSync(join(tmpdir(), 'test-redis-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const caFile = file('ca.pem', certificates.ca);
  const certificate = file('certificate.pem', certificates.server.certificate);
  const key = file('key.pem', certificates.server.key);
  return {
    ca: certificates.ca,
    caFile,
    otherCaFile: file('other.pem', otherCertificates.ca),
    args: (port) => [
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', caFile],
      ...['--tls-replication', 'yes', '--tls-cluster', 'yes'],
    ],
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Three masters that share the slots. */
export async function startRedisCluster(options: GroupOptions = {}): Promise<RedisGroup> {
  const { password } = options;
  const nodes = await startAll(3, async (port) => [
    ...listenArgs(port, options),
    ...['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())],
    ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
    ...(password === undefined ? [] : ['--requirepass', password]),
  ]);
  const clients = nodes.ports.map((port) => open(port, options));
  try {
    const share = Math.ceil(16_384 / clients.length);
    for (const [index, client] of clients.entries()) {
      const last = Math.min((index + 1) * share, 16_384) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, last);
      const bus = await clients[0]?.call('CONFIG', 'GET', 'cluster-port');
      if (index > 0 && Array.isArray(bus)) {
        await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes.ports[0] ?? 0, String(bus[1]));
      }
    }
    await until(async () => {
      const states = await Promise.all(clients.map((client) => client.call('CLUSTER', 'INFO')));
      return states.every(
        (state) => /cluster_state:ok/.test(String(state)) && /known_nodes:3/.test(String(state)),
      );
    });
  } catch (error) {
    await closeAndThrow(error, nodes.close);
  } finally {
    clients.forEach((client) => client.disconnect());
  }
  return nodes;
}

/** A master, a replica and a Sentinel that watches both; `ports` are those of the Sentinel. */
export interface SentinelGroup extends RedisGroup {
  readonly masterName: string;
  /** Makes the replica the master. Resolves when the Sentinel reports it. */
  readonly failOver: () => Promise<void>;
}

export async function startRedisSentinel(options: GroupOptions = {}): Promise<SentinelGroup> {
  const { password, tls } = options;
  const folder = mkdtempSync(join(tmpdir(), 'test-sentinel-'));
  const auth = password === undefined ? [] : ['--requirepass', password, '--masterauth', password];
  // TLS needs a name to verify the certificate.
  const host = 'localhost';
  const announce = ['--replica-announce-ip', host];
  const master = await startAll(1, async (port) => [...listenArgs(port, options), ...auth, ...announce]);
  const masterPort = master.ports[0] ?? 0;
  const replica = await startAll(1, async (port) => [
    ...[...listenArgs(port, options), ...auth, ...announce],
    ...['--replicaof', host, String(masterPort)],
  ]).catch((error: unknown) => closeAndThrow(error, master.close));
  const sentinelPort = await freePort();
  const file = join(folder, 'sentinel.conf');
  const names = ['sentinel resolve-hostnames yes', 'sentinel announce-hostnames yes'];
  const watched = [
    `sentinel monitor main ${host} ${masterPort} 1`,
    'sentinel down-after-milliseconds main 500',
    'sentinel failover-timeout main 2000',
    ...(password === undefined ? [] : [`sentinel auth-pass main ${password}`]),
  ];
  writeFileSync(file, [...names, ...watched, ''].join('\n'));
  const listening = tls === undefined ? ['--port', String(sentinelPort)] : tls.args(sentinelPort);
  const args = [...listening, '--bind', '127.0.0.1', '--dir', folder];
  const sentinel = await startRedisProcess([file, '--sentinel', ...args]).catch((error: unknown) =>
    closeAndThrow(error, master.close, replica.close),
  );
  const client = open(sentinelPort, tls === undefined ? {} : { tls });
  const masterOf = async (): Promise<unknown> => {
    const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main');
    return Array.isArray(address) ? Number(address[1]) : undefined;
  };
  const close = async (): Promise<void> => {
    client.disconnect();
    await endRedisProcess(sentinel);
    await Promise.all([master.close(), replica.close()]);
    rmSync(folder, { recursive: true });
  };
  try {
    await until(async () => {
      const replicas = await client.call('SENTINEL', 'REPLICAS', 'main');
      return Array.isArray(replicas) && replicas.length === 1 && !/_down|disconnected/.test(String(replicas));
    });
  } catch (error) {
    await closeAndThrow(error, close);
  }
  return {
    ports: [sentinelPort],
    masterName: 'main',
    failOver: async () => {
      const before = await masterOf();
      await client.call('SENTINEL', 'FAILOVER', 'main');
      await until(async () => (await masterOf()) !== before);
    },
    close,
  };
}

function listenArgs(port: number, { tls }: GroupOptions): readonly string[] {
  const listening = tls === undefined ? ['--port', String(port)] : tls.args(port);
  return [...listening, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
}

async function startAll(
  count: number,
  argsOf: (port: number) => Promise<readonly string[]>,
): Promise<RedisGroup> {
  const folder = mkdtempSync(join(tmpdir(), 'test-redis-'));
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, async (_, index) => {
      const port = await freePort();
      const dir = mkdtempSync(join(folder, `${index}-`));
      return { port, server: await startRedisProcess([...(await argsOf(port)), '--dir', dir]) };
    }),
  );
  const started = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(started.map(({ server }) => endRedisProcess(server)));
    rmSync(folder, { recursive: true });
  };
  const failed = outcomes.find((each) => each.status === 'rejected');
  return failed === undefined
    ? { ports: started.map(({ port }) => port), close }
    : closeAndThrow(failed.reason, close);
}

/** Ends what was started when the rest fails: a process that goes on would keep the test run from its end. */
async function closeAndThrow(reason: unknown, ...closes: readonly (() => unknown)[]): Promise<never> {
  await Promise.all(closes.map((close) => close()));
  throw reason;
}

function open(port: number, { password, tls }: GroupOptions): Redis {
  return new Redis({
    host: 'localhost',
    port,
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: { ca: tls.ca } }),
  });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + UP_LIMIT_MS;
  while (!(await isSo())) {
    if (Date.now() > limit) throw new Error('The Redis processes did not find each other.');
    await wait(100);
  }
}
