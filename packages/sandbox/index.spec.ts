import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { ListenError, type RunningSandbox, startSandbox } from './index.ts';

/** Calls a function as a program without types does. */
const untyped = startSandbox as (config: unknown) => Promise<RunningSandbox>;

describe('startSandbox refuses options that it does not understand', () => {
  const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
    ['an unknown one', { app: ['./my-app'] }, /“app” is not known.*“apps”/],
    ['one of no likeness', { port: 1 }, /“port” is not known.*adminPort/],
    ['a text for a list', { apps: './my-app' }, /apps must be a list of .*not "\.\/my-app"/],
    [
      'a text for a port',
      { cloudPort: '8181' },
      /cloudPort must be a whole number from 0 to 65535.*not "8181"/,
    ],
    ['a port that does not exist', { adminPort: 70_000 }, /adminPort must be .*not 70000/],
    ['true for a port', { clientManagedPort: true }, /clientManagedPort must be .*or false, not true/],
    ['an empty path', { apps: [''] }, /apps\/0 must be/],
    ['a number for a flag', { https: 1 }, /https must be true or false, not 1/],
    ['no function', { onAppChange: 'log' }, /onAppChange must be a function/],
    ['an unknown limit', { rateLimits: { tier3: 1 } }, /“rateLimits\/tier3” is not known/],
    ['no origin', { appOrigins: ['foo'] }, /appOrigins must have scheme, host and port only.*not "foo"/],
    [
      'an origin with a path',
      { appOrigins: ['http://a.example/b'] },
      /appOrigins .*not "http:\/\/a\.example\/b"/,
    ],
    ['null', null, /must be an object/],
    ['a list', [], /must be an object/],
  ];
  for (const [what, config, message] of WRONG)
    it(what, async () => {
      await assert.rejects(untyped(config), (error) => {
        assert.ok(error instanceof TypeError, String(error));
        assert.match(error.message, message);
        assert.match(error.message, /startSandbox\(\{ cloudPort: 0, adminPort: 0 \}\)/);
        return true;
      });
    });
});

describe('startSandbox names the option of a port that another program has', () => {
  for (const option of ['cloudPort', 'cloud2Port', 'adminPort', 'clientManagedPort'])
    it(option, async () => {
      const other = createServer();
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      try {
        await assert.rejects(
          untyped({ cloudPort: 0, adminPort: 0, clientManagedPort: false, [option]: port }),
          (error) => {
            assert.ok(error instanceof ListenError, String(error));
            assert.equal(error.port, port);
            assert.match(
              error.message,
              new RegExp(`Port ${port} of the option ${option} cannot be opened .*0 for any`),
            );
            return true;
          },
        );
      } finally {
        other.close();
      }
    });
});

describe('two sandboxes of one machine', () => {
  it('run side by side with a cloudPort each and no other option', async () => {
    const ports = await Promise.all([freePort(), freePort()]);
    const started = await Promise.allSettled(ports.map((cloudPort) => startSandbox({ cloudPort })));
    const sandboxes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    try {
      assert.deepEqual(
        sandboxes.map(({ cloud }) => cloud.origin),
        ports.map((port) => `http://localhost:${port}`),
      );
      const addresses = sandboxes.flatMap(({ adminAddress, tenants }) => [
        adminAddress,
        ...tenants.map(({ origin }) => origin),
      ]);
      assert.equal(new Set(addresses).size, 8);
      for (const { adminAddress, cloud } of sandboxes) {
        const health: unknown = await (await fetch(`${adminAddress}/health`)).json();
        assert.ok(JSON.stringify(health).includes(cloud.origin), adminAddress);
      }
    } finally {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('addFault refuses faults that it does not understand', () => {
  let sandbox: RunningSandbox;
  before(async () => {
    sandbox = await startSandbox({ cloudPort: 0, adminPort: 0, clientManagedPort: false });
  });
  after(() => sandbox.close());

  const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', undefined, /must be an object/],
    ['an empty one', {}, /effect is missing/],
    ['an unknown effect', { effect: { type: 'explode' } }, /effect\/type must be one of delay, never-answer/],
    ['an effect without its status', { effect: { type: 'status' } }, /effect\/status is missing/],
    [
      'a status that does not exist',
      { effect: { type: 'status', status: 42 } },
      /effect\/status must be >= 200, not 42/,
    ],
    [
      'a text for a status',
      { effect: { type: 'status', status: '503' } },
      /effect\/status must be integer, not "503"/,
    ],
    ['an unknown member', { effect: { type: 'cut-off' }, counts: 1 }, /“counts” is not known.*“count”/],
    [
      'an unknown member of the effect',
      { effect: { type: 'delay', ms: 5, seconds: 1 } },
      /“effect\/seconds” is not known/,
    ],
    [
      'a path that is none',
      { effect: { type: 'cut-off' }, match: { path: 'api' } },
      /match\/path must .*not "api"/,
    ],
    [
      'a method for the wrong kind',
      { effect: { type: 'cut-off' }, match: { kind: 'websocket' } },
      /match\/kind must be http/,
    ],
  ];
  for (const [what, fault, message] of WRONG)
    it(what, () => {
      const { cloud } = sandbox;
      assert.throws(
        () =>
          Reflect.apply((...args: never[]) => cloud.addFault(...(args as unknown as [never])), cloud, [
            fault,
          ]),
        (error) => {
          assert.ok(error instanceof TypeError, String(error));
          assert.match(error.message, message);
          assert.match(error.message, /addFault\(\{ effect: /);
          return true;
        },
      );
    });

  it('and takes those that it understands', () => {
    const fault = sandbox.cloud.addFault({ effect: { type: 'status', status: 503 }, count: 1 });
    assert.equal(sandbox.cloud.removeFault(fault.id), true);
  });
});
