import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import { QixClient } from './qix-client.ts';

describe('a client of the engine', { timeout: 10_000 }, () => {
  let server: WebSocketServer;
  let url = '';
  before(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    // An engine that ends in the middle of a call.
    server.on('connection', (socket) => socket.on('message', () => socket.close(4000)));
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it('fails at once when the socket closes during a call, and after it', async () => {
    const client = new QixClient(url);
    await assert.rejects(client.call(-1, 'OpenDoc', ['a']), /closed the socket \(4000\)/);
    await assert.rejects(client.call(-1, 'OpenDoc', ['a']), /closed the socket \(4000\)/);
    client.close();
  });

  it('fails at once after its own end', async () => {
    const client = new QixClient(url);
    const pending = client.call(-1, 'OpenDoc', ['a']);
    client.close();
    await assert.rejects(pending);
    await assert.rejects(client.call(-1, 'OpenDoc', ['a']));
  });

  it('fails when there is no server', async () => {
    await assert.rejects(new QixClient('ws://127.0.0.1:9').call(-1, 'OpenDoc', ['a']), /ECONNREFUSED/);
  });
});
