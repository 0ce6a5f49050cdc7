import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { WebSocket } from 'ws';
import { apiKeyConnection, type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';
import type { OpenSocket, OpenSockets } from './open-sockets.ts';
import type { RelayedConnection } from './relayed-connection.ts';
import { relaySocket } from './socket-relay.ts';

const ROUNDS = 40;
const NOT_ALLOWED = 1008;

/** What happens in the moments of a handshake. */
interface Moments {
  readonly onAdded: (pending: OpenSocket) => void;
  readonly isEnded: () => Promise<boolean>;
  readonly onAccepted: () => void;
}

describe('a WebSocket whose session ends', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  before(async () => {
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: { key: { ...apiKeyConnection(tenant.origin), access: 'full' } },
      settings: { signIn: { resolveUser: () => ({ id: 'ada' }), signInPath: undefined } },
      logLevel: 'error',
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  const end = async (): Promise<number | undefined> => backend.server.gateway?.endSessions('ada');
  /** Resolves with the status that refused the handshake, or with the close code. */
  const outcomeOf = async (socket: WebSocket): Promise<number> => {
    const closed = once(socket, 'close') as Promise<[number]>;
    const opening = await openingOf(socket);
    return opening === 'open' ? (await closed)[0] : opening;
  };
  const moments: Readonly<Record<string, (socket: WebSocket) => Promise<void>>> = {
    'as soon as it is open': async (socket) => {
      await once(socket, 'open');
    },
    'while messages are under way in both directions': async (socket) => {
      await once(socket, 'open');
      for (let count = 0; count < 20; count += 1) socket.send(randomBytes(20_000).toString('hex'));
      await once(socket, 'message');
    },
  };
  for (const [moment, reach] of Object.entries(moments)) {
    it(`${moment} closes with 1008`, { timeout: 30_000 }, async () => {
      const codes = new Set<number>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const socket = new TestBrowser(backend.origin).openSocket('/qlik/key/app/a');
        const outcome = outcomeOf(socket);
        await reach(socket);
        await end();
        codes.add(await outcome);
      }
      assert.deepEqual([...codes], [NOT_ALLOWED]);
    });
  }

  it(
    'at any moment of its handshake is refused with 401 or closes with 1008',
    { timeout: 60_000 },
    async (t) => {
      const outcomes = new Set<number>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const outcome = outcomeOf(new TestBrowser(backend.origin).openSocket('/qlik/key/app/a'));
        let isOver = false;
        void outcome.then(() => (isOver = true));
        await delay(round / 5);
        // A handshake whose user is asked for after the sign-out begins a session of its own, however late.
        while (!isOver && !t.signal.aborted) {
          await end();
          await delay(1);
        }
        outcomes.add(await outcome);
      }
      for (const outcome of outcomes) assert.ok([401, NOT_ALLOWED].includes(outcome), String(outcome));
    },
  );

  it(
    'with its connection, at any moment of its handshake, is no error in the log',
    { timeout: 30_000 },
    async () => {
      const { port, host } = new URL(backend.origin);
      const handshake = [
        ...['GET /qlik/key/app/a HTTP/1.1', `Host: ${host}`, `Origin: ${backend.origin}`],
        ...['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'],
        ...[`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`, '', ''],
      ].join('\r\n');
      for (let round = 0; round < 2 * ROUNDS; round += 1) {
        const socket = connect({ host: 'localhost', port: Number(port) });
        await once(socket, 'connect');
        socket.on('error', () => undefined).write(handshake);
        // At once, so that the end arrives with the handshake; later ones end in the middle of it.
        if (round % 2 === 1) await delay(round / 8);
        socket.resetAndDestroy();
      }
      await delay(200);
      assert.equal(backend.log(), '');
    },
  );

  /** Relays the next handshake of a page, without a backend. */
  const relayNext = async (
    t: TestContext,
    { onAdded, isEnded, onAccepted }: Moments,
  ): Promise<{ readonly page: WebSocket; readonly relayed: Promise<void> }> => {
    const sockets: Pick<OpenSockets, 'requireBelowLimit' | 'add' | 'delete' | 'isEnded'> = {
      requireBelowLimit: () => undefined,
      add: onAdded,
      delete: () => undefined,
      isEnded,
    };
    const server = createServer();
    t.after(() => server.close());
    const relayed = new Promise<void>((resolve, reject) => {
      server.on('upgrade', (request, socket, head) => {
        relaySocket({ id: 'key', type: 'apikey', timeoutSeconds: 5 } as RelayedConnection, {
          target: {
            ...{ base: tenant.origin, path: '/app/a', onResponse: async () => undefined },
            headers: { authorization: `Bearer ${SECRETS.apiKey}` },
          },
          handshake: { request, socket, head },
          owner: { hostSessionId: 's', user: 'ada', connection: 'key' },
          ...{ epoch: '0', origin: undefined, requestId: 'r', filter: undefined },
          ...{ onRefused: () => undefined, onAccepted, sockets: sockets as OpenSockets },
        }).then(resolve, reject);
        t.after(() => socket.destroy());
      });
    });
    await once(server.listen(0, 'localhost'), 'listening');
    const page = new WebSocket(`ws://localhost:${(server.address() as AddressInfo).port}`);
    page.on('error', () => undefined);
    t.after(() => page.terminate());
    return { page, relayed };
  };

  it('while the backend asks whether it has ended is refused', { timeout: 30_000 }, async (t) => {
    let pending: OpenSocket | undefined;
    const { relayed } = await relayNext(t, {
      onAdded: (socket) => (pending = socket),
      // What it read was true when it was read.
      isEnded: async () => {
        pending?.close(NOT_ALLOWED, 'signed out');
        return false;
      },
      onAccepted: () => undefined,
    });
    await assert.rejects(relayed, { code: 'signed-out' });
  });

  it(
    'while its handshake is accepted closes with 1008, also when the page then breaks the protocol',
    { timeout: 30_000 },
    async (t) => {
      let pending: OpenSocket | undefined;
      const { page, relayed } = await relayNext(t, {
        onAdded: (socket) => (pending = socket),
        isEnded: async () => false,
        onAccepted: () => pending?.close(NOT_ALLOWED, 'signed out'),
      });
      // A frame with an opcode that there is not (RFC 6455, 5.2), masked.
      page.on('upgrade', ({ socket }) => socket.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0])));
      const [code] = (await once(page, 'close')) as [number];
      assert.equal(code, NOT_ALLOWED);
      await relayed;
    },
  );
});
