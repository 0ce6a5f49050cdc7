import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type BackendProcess, startBackendProcess } from '../testing/backend-process.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { HOSTILE_KINDS, type HostileTarget, openHostile } from '../testing/hostile-connections.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const STOP_LIMIT_SECONDS = 2;
/** For what a process does after its last connection, on a busy machine. Connections that are waited for never end. */
const EXIT_MARGIN_MS = 15_000;
const NO_PROC = existsSync('/proc/self/fd') ? false : 'there is no /proc here';

describe('a backend with hostile connections', () => {
  let tenant: FakeTenant;
  let backend: BackendProcess;
  const sockets: Socket[] = [];
  before(async () => {
    tenant = await startFakeTenant();
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await tenant.close();
  });

  const start = async (environment: Readonly<Record<string, string>>): Promise<HostileTarget> => {
    backend = await startBackendProcess({
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
      },
      environment,
    });
    const { cookie } = await new TestBrowser(backend.origin).signIn('ada');
    return { port: backend.port, origin: backend.origin, cookie, socketPath: '/qlik/key/app/x' };
  };
  const open = async (kinds: readonly string[], count: number, target: HostileTarget): Promise<void> => {
    for (let index = 0; index < count; index += 50) {
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(50, count - index) }, (_, more) =>
            openHostile(kinds[(index + more) % kinds.length] ?? '', target),
          ),
        )),
      );
    }
  };

  it(
    'ends at SIGTERM in time and with exit code 0, with 1,000 of them open',
    { timeout: 60_000 },
    async () => {
      const target = await start({
        STOP_LIMIT_SECONDS: String(STOP_LIMIT_SECONDS),
        UPGRADES_PER_MINUTE: '100000',
        SOCKETS_PER_USER: '1000',
      });
      try {
        await open(HOSTILE_KINDS, 1_000, target);
        const relayed = Math.floor(1_000 / HOSTILE_KINDS.length);
        for (let tries = 0; tenant.sockets.size < relayed && tries < 400; tries += 1) await delay(50);
        assert.ok(tenant.sockets.size >= relayed, `${tenant.sockets.size} WebSockets are relayed`);
        assert.equal((await fetch(`${target.origin}/health/ready`)).status, 200);
        const asked = Date.now();
        backend.child.kill('SIGTERM');
        assert.equal(await backend.exit, 0);
        const took = Date.now() - asked;
        assert.ok(took < STOP_LIMIT_SECONDS * 1000 + EXIT_MARGIN_MS, `${took} ms`);
        assert.ok(backend.lines.some((line) => line.includes('"stopped"')));
      } finally {
        await backend.kill();
      }
    },
  );

  it('serves others and gets its descriptors back', { timeout: 60_000, skip: NO_PROC }, async () => {
    const target = await start({ REQUEST_LIMIT_SECONDS: '1', STOP_LIMIT_SECONDS: '1' });
    try {
      assert.equal((await fetch(`${target.origin}/health/ready`)).status, 200);
      const atStart = backend.descriptors();
      const kinds = HOSTILE_KINDS.filter(
        (kind) =>
          kind !== 'a request, kept alive' && kind !== 'a WebSocket' && !kind.startsWith('a response'),
      );
      await open(kinds, 300, target);
      assert.equal((await fetch(`${target.origin}/health/ready`)).status, 200);
      const limit = Date.now() + 10_000;
      while (backend.descriptors() > atStart && Date.now() < limit) await delay(100);
      assert.ok(backend.descriptors() <= atStart, `${backend.descriptors()} after ${atStart}`);
      assert.equal((await fetch(`${target.origin}/health/ready`)).status, 200);
    } finally {
      await backend.kill();
    }
  });

  it('is not ready before its port closes', { timeout: 30_000 }, async () => {
    const { origin } = await start({ STOP_DELAY_SECONDS: '2' });
    const statusOf = async (path: string): Promise<number> =>
      (await fetch(origin + path, { headers: { connection: 'close' } })).status;
    try {
      backend.child.kill('SIGTERM');
      const asked = Date.now();
      while ((await statusOf('/health/ready')) !== 503) await delay(20);
      assert.equal(await statusOf('/health/live'), 200, 'requests are served meanwhile');
      assert.equal(await backend.exit, 0);
      assert.ok(Date.now() - asked >= 2_000);
    } finally {
      await backend.kill();
    }
  });

  for (const requests of [0, 20]) {
    it(
      `ends at SIGTERM when nothing reads its log any more, ${requests} requests later`,
      { timeout: 60_000 },
      async () => {
        const { origin } = await start({ STOP_LIMIT_SECONDS: '1' });
        try {
          backend.child.stdout?.destroy();
          for (let count = 0; count < requests; count += 1)
            assert.equal((await fetch(`${origin}/connections.json`)).status, 200);
          backend.child.kill('SIGTERM');
          assert.equal(await Promise.race([backend.exit, delay(20_000, 'runs on', { ref: false })]), 0);
        } finally {
          await backend.kill();
        }
      },
    );
  }

  it(
    'serves, and ends at SIGTERM, when nothing takes the lines of its log',
    { timeout: 60_000 },
    async () => {
      const { origin } = await start({ STOP_LIMIT_SECONDS: '1' });
      try {
        backend.child.stdout?.pause();
        for (let count = 0; count < 1_000; count += 1) {
          const response = await fetch(`${origin}/connections.json`);
          assert.equal(response.status, 200);
          await response.arrayBuffer();
        }
        backend.child.kill('SIGTERM');
        assert.notEqual(
          await Promise.race([backend.exit, delay(20_000, 'runs on', { ref: false })]),
          'runs on',
        );
      } finally {
        await backend.kill();
      }
    },
  );

  it('ends at once at a second signal', { timeout: 30_000 }, async () => {
    await start({ STOP_DELAY_SECONDS: '60' });
    const isStopping = (): boolean => backend.lines.some((line) => line.includes('"stopping"'));
    try {
      backend.child.kill('SIGTERM');
      for (let tries = 0; !isStopping() && tries < 250; tries += 1) await delay(20);
      backend.child.kill('SIGTERM');
      assert.equal(await backend.exit, 1);
    } finally {
      await backend.kill();
    }
  });

  for (const [what, code] of Object.entries({
    uncaughtException: `throw new Error('with ${SECRETS.apiKey}')`,
    unhandledRejection: `Promise.reject(new Error('with ${SECRETS.apiKey}'))`,
  })) {
    it(`logs an ${what} without its secret, and ends with exit code 1`, { timeout: 30_000 }, async () => {
      const later = `process.on('SIGUSR2', () => { ${code} })`;
      backend = await startBackendProcess({
        connections: {
          key: {
            type: 'apikey',
            host: tenant.origin,
            apiKey: SECRETS.apiKey,
            audience: 'everyone-signed-in',
          },
        },
        nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(later)}`],
      });
      try {
        backend.child.kill('SIGUSR2');
        assert.equal(await backend.exit, 1);
        const fatal = backend.lines.find((line) => line.includes('"level":60')) ?? '';
        assert.match(fatal, new RegExp(what));
        assert.match(fatal, /\[redacted\]/);
        assert.ok(!backend.lines.join('\n').includes('very-secret'));
      } finally {
        await backend.kill();
      }
    });
  }
});
