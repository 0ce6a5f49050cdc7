import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { startTestRedis, type TestRedis } from './test-redis.ts';

/** The password of the backend at Redis: no log and no response may contain it. */
export const REDIS_PASSWORD = 'test-redis-password-0123456789';
const OTHER_PASSWORD = 'another-redis-password-987654321';

/** A failure of Redis, and its end. */
interface RedisFault {
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
  /** Whether reading goes on. */
  readonly canRead: boolean;
}

/** A real Redis behind a TCP proxy that can be cut, with an admin connection that makes it fail. */
export interface FailingRedis {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  readonly faults: Readonly<Record<string, RedisFault>>;
  /** Changes what the backend may do, by rules of Redis's ACL. */
  readonly allow: (...rules: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startFailingRedis(): Promise<FailingRedis> {
  const all = ['~*', '&*', '+@all'];
  const redis = await startTestRedis([
    ...['--user', 'backend', 'on', `>${REDIS_PASSWORD}`, ...all],
    ...['--user', 'admin', 'on', 'nopass', ...all],
    ...['--user', 'default', 'off'],
  ]);
  const proxy = await startTcpProxy(redis);
  const admin = new Redis({ port: redis.port, host: '127.0.0.1', username: 'admin', password: 'any' });
  admin.on('error', () => undefined);
  const setUser = async (...rules: readonly string[]): Promise<void> => {
    await admin.acl('SETUSER', 'backend', ...rules);
  };
  return {
    url: `redis://backend:${REDIS_PASSWORD}@127.0.0.1:${proxy.port}`,
    port: proxy.port,
    allow: setUser,
    faults: {
      'a read-only replica': {
        begin: async () => {
          await admin.replicaof('127.0.0.1', 1);
        },
        end: async () => {
          await admin.replicaof('NO', 'ONE');
        },
        canRead: true,
      },
      'a user who may not write': {
        begin: () => setUser('-@write'),
        end: () => setUser('+@all'),
        canRead: true,
      },
      'too few replicas': {
        begin: async () => {
          await admin.config('SET', 'min-replicas-to-write', 1);
        },
        end: async () => {
          await admin.config('SET', 'min-replicas-to-write', 0);
        },
        canRead: true,
      },
      'a user who may do nothing': {
        begin: () => setUser('-@all'),
        end: () => setUser('+@all'),
        canRead: false,
      },
      'another password': {
        begin: async () => {
          await setUser('resetpass', `>${OTHER_PASSWORD}`);
          proxy.cut();
        },
        end: () => setUser('resetpass', `>${REDIS_PASSWORD}`),
        canRead: false,
      },
      'a process that hangs': {
        begin: async () => redis.pause(),
        end: async () => redis.resume(),
        canRead: false,
      },
      'a connection without replies': {
        begin: async () => proxy.mute(true),
        end: async () => proxy.mute(false),
        canRead: false,
      },
      'a server that accepts and sends nothing': {
        begin: async () => {
          proxy.mute(true);
          proxy.cut();
        },
        end: async () => proxy.mute(false),
        canRead: false,
      },
      'a server that hangs up at once': {
        begin: async () => proxy.refuse(true),
        end: async () => proxy.refuse(false),
        canRead: false,
      },
    },
    close: async () => {
      admin.disconnect();
      redis.resume();
      await proxy.close();
      await redis.stop();
    },
  };
}

interface TcpProxy {
  readonly port: number;
  /** Drops all bytes in both directions; its connections are closed afterwards. */
  readonly mute: (isMute: boolean) => void;
  readonly refuse: (isRefusing: boolean) => void;
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

async function startTcpProxy({ port }: TestRedis): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isMute = false;
  let isRefusing = false;
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const server = createServer((client) => {
    if (isRefusing) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        if (!isMute) to.write(chunk);
      });
      // Ends are the same as cuts here.
      from.on('error', () => undefined);
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.');
  return {
    port: address.port,
    mute: (value) => (isMute = value),
    refuse: (value) => {
      isRefusing = value;
      if (value) cut();
    },
    cut,
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
