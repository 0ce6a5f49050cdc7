import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { acceptOf } from '../testing/hostile-responses.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

const text = (message: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, message.length]), Buffer.from(message)]);
const close = (code: number): Buffer => Buffer.from([0x88, 2, code >> 8, code & 0xff]);

/** The engine sends its connect message unrequested, often in the packet of its handshake. */
describe('messages that come with the handshake of the engine', () => {
  let server: Server;
  let backend: TestBackend;
  let ada: TestBrowser;
  const open = new Set<Socket>();
  /** Written together with the handshake, and right after it. */
  let written: readonly [together: Buffer, after: Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];

  before(async () => {
    server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (chunk: Buffer) => {
        const [, key = ''] = /sec-websocket-key: (.*)\r\n/i.exec(chunk.toString('latin1')) ?? [];
        const head = `HTTP/1.1 101 x\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${acceptOf(key)}\r\n\r\n`;
        const [together, rest] = written;
        socket.write(Buffer.concat([Buffer.from(head), together]));
        setTimeout(() => socket.write(rest), 20);
      });
    }).listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const host = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const shared = { type: 'apikey', host, apiKey: 'very-secret-key', audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: { reader: { ...shared }, full: { ...shared, access: 'full' } },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    await backend.close();
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  for (const connection of ['reader', 'full']) {
    for (const [name, together, rest] of [
      ['one', text('1'), close(4_001)],
      ['several', Buffer.concat([text('1'), text('2'), text('3')]), close(4_001)],
      [
        'one and half of another',
        Buffer.concat([text('1'), text('22').subarray(0, 3)]),
        Buffer.concat([text('22').subarray(3), close(4_001)]),
      ],
      ['half of one', text('11').subarray(0, 3), Buffer.concat([text('11').subarray(3), close(4_001)])],
      ['all, with the end', Buffer.concat([text('1'), close(4_001)]), Buffer.alloc(0)],
      ['only the end', close(4_001), Buffer.alloc(0)],
      ['none', Buffer.alloc(0), Buffer.concat([text('1'), close(4_001)])],
    ] as const) {
      it(`reach the page: ${connection}, ${name}`, { timeout: 10_000 }, async () => {
        written = [together, rest];
        const expected = Buffer.concat([together, rest]).toString('latin1').match(/\d+/g) ?? [];
        const socket = ada.openSocket(`/qlik/${connection}/app/1`);
        const received: string[] = [];
        socket.on('message', (data: Buffer) => received.push(data.toString()));
        const [code] = (await once(socket, 'close')) as [number];
        assert.deepEqual(received, expected);
        assert.equal(code, 4_001);
      });
    }
  }
});
