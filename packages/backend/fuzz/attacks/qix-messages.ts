import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { REFUSED_QIX_METHODS } from '../../access/qix-methods.ts';
import { anySession, defineAttack, sessionOf } from '../attack.ts';
import { READERS } from '../connections.ts';
import { openRelayed } from './sockets.ts';

const refused = fc.constantFrom(...REFUSED_QIX_METHODS);
const escaped = (text: string): string =>
  [...text].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const call = (method: string, more = ''): string =>
  `{"jsonrpc":"2.0","id":7,"handle":1,"method":"${method}","params":[]${more}}`;

/** A message that changes an app or shows what a view does not, in any obfuscation that some parser could accept. */
const message = fc.oneof(
  refused.map((method) => call(method)),
  refused.map((method) => call(escaped(method))),
  refused.map((method) => call('GetLayout', `,"method":"${method}"`)),
  refused.map((method) => call(method, ',"method":"GetLayout"')),
  refused.map((method) => call('GetLayout', `,"\\u006dethod":"${method}"`)),
  refused.map((method) => call('GetLayout', `,"Method":"${method}"`)),
  refused.map((method) => `[${call('GetLayout')},${call(method)}]`),
  refused.map((method) => `\ufeff${call(method)}`),
  refused.map((method) => `${call('GetLayout')}${call(method)}`),
  refused.map((method) => `${call('GetLayout')}\u0000${call(method)}`),
  refused.map((method) => `/* */${call(method)}`),
  refused.map((method) => call(method).replaceAll('"', "'")),
  refused.map((method) => call(` ${method}`)),
  refused.map((method) => call(`${method}\\u0000`)),
  refused.map((method) => call(method.toLowerCase())),
  refused.map((method) => `{"method":{"method":"${method}"},"id":7}`),
  refused.map((method) => `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)},${call(method).slice(1)}`),
  fc.constantFrom(
    '{"jsonrpc":"2.0","id":7,"handle":1,"method":"ApplyPatches","params":[[{"qOp":"replace"}],false]}',
    '{"jsonrpc":"2.0","id":7,"handle":1,"method":"ApplyPatches","params":{"qPatches":[],"qSoftPatch":1}}',
    '{"jsonrpc":"2.0","id":7,"handle":-1,"method":"OpenDoc","params":["a","other","password"]}',
    '{"jsonrpc":"2.0","id":7,"handle":-1,"method":"OpenDoc","params":{"qDocName":"a","qusername":"b"}}',
    '',
    '{',
    'null',
    '{"method":7}',
  ),
  fc.json(),
);

/** Messages over sockets of connections with `access: "read"`: the upstream server reports what it must not receive. */
export const qixMessages = defineAttack({
  name: 'QIX messages that change',
  weight: 7,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...READERS),
    messages: fc.array(message, { minLength: 1, maxLength: 8 }),
    form: fc.constantFrom('whole', 'whole', 'fragments', 'binary'),
  }),
  run: async (target, { who, connection, messages, form }) => {
    const fuzzSession = sessionOf(target, who);
    const nonce = target.nonces.create({
      user: fuzzSession.user,
      connection,
      mayArrive: true,
      isReadOnly: true,
    });
    const socket = await openRelayed(target.client, fuzzSession, `/qlik/${connection}/app/n${nonce}`);
    if (typeof socket === 'number') throw new Error(`A WebSocket was refused with ${socket}.`);
    const responses: string[] = [];
    socket.on('message', (data: Buffer) => responses.push(data.toString()));
    socket.resume();
    for (const text of messages) {
      if (socket.readyState !== socket.OPEN) break;
      if (form !== 'fragments') socket.send(text, { binary: form === 'binary' });
      else {
        const middle = Math.floor(text.length / 2);
        socket.send(text.slice(0, middle), { fin: false });
        socket.send(text.slice(middle), { fin: true });
      }
    }
    // The last message reads, unless one before it closed the socket.
    socket.send(
      '{"jsonrpc":"2.0","id":99,"handle":-1,"method":"EngineVersion","params":[]}',
      () => undefined,
    );
    const isAnswered = (): boolean => responses.some((text) => text.includes('"id":99'));
    for (
      let waited = 0;
      waited < 15_000 && socket.readyState !== socket.CLOSED && !isAnswered();
      waited += 20
    )
      await delay(20);
    const isClosed = socket.readyState === socket.CLOSED;
    socket.terminate();
    assert.ok(
      isClosed || responses.some((text) => text.includes('OnConnected')),
      'the engine’s first message did not come',
    );
    assert.ok(isAnswered() || isClosed, 'neither a response nor an end');
  },
});
