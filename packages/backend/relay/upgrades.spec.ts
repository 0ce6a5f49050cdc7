import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';

describe('handshakes', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  before(async () => {
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: {
        key: apiKeyConnection(tenant.origin),
      },
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  it('of HTTP/1.0 are none', async () => {
    const { host, hostname, port } = new URL(backend.origin);
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.setTimeout(5_000, () => socket.destroy(new Error('no answer in time')));
      socket.once('data', (data: Buffer) => {
        resolve(data.toString('latin1'));
        socket.destroy();
      });
      socket.once('error', reject);
      socket.write(
        [
          `GET /qlik/key/app/a1 HTTP/1.0\r\nHost: ${host}\r\nCookie: ${ada.cookie}\r\nOrigin: ${backend.origin}`,
          'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
        ].join('\r\n'),
      );
    });
    assert.match(answer, /^HTTP\/1\.1 400 [^]*"bad-handshake"/);
  });

  it('that come before an earlier request is answered close the connection, and not the process', async () => {
    const { host, hostname, port } = new URL(backend.origin);
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    const own = `Host: ${host}\r\nCookie: ${ada.cookie}\r\nOrigin: ${backend.origin}\r\n`;
    const handshake = [
      'GET /qlik/key/app/a1 HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket',
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${own}\r\n`,
    ].join('\r\n');
    const socket = connect(Number(port), hostname);
    socket.setTimeout(5_000, () => socket.destroy(new Error('not closed in time')));
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
    const closed = new Promise<void>((resolve, reject) => {
      socket.on('close', () => resolve()).on('error', reject);
    });
    socket.write(`GET /qlik/key/api/v1/spaces HTTP/1.1\r\n${own}\r\n${handshake}`);
    await closed;
    assert.equal(text, '');
    assert.equal((await ada.get('/qlik/key/api/v1/spaces')).status, 200);
  });
});
