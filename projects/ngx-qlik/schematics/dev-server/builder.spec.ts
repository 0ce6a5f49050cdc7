import { Architect, type BuilderOutput, createBuilder } from '@angular-devkit/architect';
import { TestingArchitectHost } from '@angular-devkit/architect/testing';
import { json, logging } from '@angular-devkit/core';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import builder from './builder.ts';

/** Stands for the package `qlik-sandbox`: it notes what it is started with, and opens its port. */
const SANDBOX = `import { createServer } from 'node:http';
export async function startSandbox(options) {
  const calls = (globalThis.sandboxCalls ??= []);
  if ('unknown' in options) throw new TypeError('startSandbox: “unknown” is not known.');
  const port = options.cloudPort ?? 8181;
  const server = createServer((request, response) => response.end());
  await new Promise((resolve, reject) => {
    server.once('error', () => reject(Object.assign(new Error('in use'), { name: 'ListenError', code: 'EADDRINUSE', port })));
    server.listen(port, 'localhost', resolve);
  });
  calls.push(['start', options]);
  return {
    tenants: [{ id: 'cloud', origin: 'http://localhost:' + port }],
    adminAddress: 'http://localhost:8180',
    apps: (options.apps ?? []).map((id) => ({ id, name: 'Sales', problems: [{ object: 'chart', message: 'is odd' }] })),
    async close() {
      await new Promise((resolve) => server.close(resolve));
      calls.push(['close']);
    },
  };
}
`;

type Calls = (readonly ['start', Record<string, unknown>] | readonly ['close'])[];
const shared = globalThis as { sandboxCalls?: Calls };
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, 'schema.json'), 'utf8'),
) as json.schema.JsonSchema;

let root: string;
let port: number;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'dev-server-'));
  shared.sandboxCalls = [];
  const probe = await listen(createServer());
  port = portOf(probe);
  await closed(probe);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function installSandbox(): void {
  const folder = join(root, 'node_modules/qlik-sandbox');
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'qlik-sandbox', type: 'module', exports: { '.': { default: './index.mjs' } } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.mjs'), SANDBOX);
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listen = (server: Server, at = 0): Promise<Server> =>
  new Promise((resolve) => server.listen(at, 'localhost', () => resolve(server)));
const closed = (server: Server): Promise<unknown> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
const started = (): Record<string, unknown>[] =>
  (shared.sandboxCalls ?? []).flatMap(([what, options]) => (what === 'start' && options ? [options] : []));

interface Served {
  readonly outputs: readonly BuilderOutput[];
  /** What the wrapped development server got. */
  readonly options: Readonly<Record<string, unknown>>[];
  readonly builders: readonly string[];
  readonly messages: string;
}

const DEV_SERVERS = [
  '@angular/build:dev-server',
  '@angular-devkit/build-angular:dev-server',
  'own:dev-server',
];

/** Serves by development servers that answer with these outputs. */
async function serve(
  options: json.JsonObject,
  { build = '@angular/build:application', outputs = [{ success: true }] as BuilderOutput[] } = {},
): Promise<Served> {
  const registry = new json.schema.CoreSchemaRegistry();
  registry.addPostTransform(json.schema.transforms.addUndefinedDefaults);
  const host = new TestingArchitectHost(root, root);
  const served: Readonly<Record<string, unknown>>[] = [];
  const builders: string[] = [];
  for (const name of DEV_SERVERS)
    host.addBuilder(
      name,
      createBuilder(async function* (given, { target }) {
        assert.equal(target?.project, 'shop');
        served.push(given);
        builders.push(name);
        yield* outputs;
      }),
    );
  host.addBuilder('ngx-qlik:dev-server', builder, '', schema);
  host.addTarget({ project: 'shop', target: 'build' }, build, {});
  const target = { project: 'shop', target: 'serve' };
  host.addTarget(target, 'ngx-qlik:dev-server', { buildTarget: 'shop:build', ...options });
  const logger = new logging.Logger('');
  const messages: string[] = [];
  logger.subscribe(({ message }) => messages.push(message));
  const run = await new Architect(host, registry).scheduleTarget(target, {}, { logger });
  const seen: BuilderOutput[] = [];
  await run.output.forEach((output) => void seen.push(output));
  await run.stop();
  return { outputs: seen, options: served, builders, messages: messages.join('\n') };
}

describe('ng serve with the sandbox', () => {
  it('starts it for the address of the application, says who can sign in, hands all on, and ends it', async () => {
    installSandbox();
    const rest = { port: 4300, open: true, hmr: false, headers: { a: 'b' }, somethingNewer: [1] };
    const sandbox = { cloudPort: port, spaces: 3, apps: ['my-app'] };
    const { outputs, options, messages } = await serve(
      { ...rest, sandbox },
      { outputs: [{ success: true }, { success: false, error: 'no build' }, { success: true }] },
    );
    assert.deepEqual(
      outputs.map(({ success, error }) => [success, error]),
      [
        [true, undefined],
        [false, 'no build'],
        [true, undefined],
      ],
    );
    assert.deepEqual(options, [{ buildTarget: 'shop:build', ...rest }]);
    const [given] = started();
    assert.deepEqual(given?.['appOrigins'], ['http://localhost:4300']);
    assert.deepEqual(given['apps'], [join(root, 'my-app')]);
    assert.equal(given['spaces'], 3);
    assert.equal(given['adminPort'], 0);
    assert.match(messages, new RegExp(`Qlik sandbox: http://localhost:${port} .*Sign in as ada`));
    assert.match(messages, /Sales[^]*chart: is odd/);
    assert.deepEqual(shared.sandboxCalls?.at(-1), ['close']);
  });

  it('serves by the development server of the package that builds, or by the one that is named', async () => {
    for (const [build, options, expected] of [
      ['@angular/build:application', {}, '@angular/build:dev-server'],
      ['@angular-devkit/build-angular:browser', {}, '@angular-devkit/build-angular:dev-server'],
      ['@angular/build:application', { devServer: 'own:dev-server' }, 'own:dev-server'],
    ] as const) {
      const { builders } = await serve({ sandbox: false, ...options }, { build });
      assert.deepEqual(builders, [expected]);
    }
    assert.deepEqual(started(), []);
  });

  it('starts it again where the application is at another port than it was asked for', async () => {
    installSandbox();
    const baseUrl = 'http://localhost:4999/';
    await serve(
      { sandbox: { cloudPort: port } },
      {
        outputs: [
          { success: true, baseUrl },
          { success: true, baseUrl },
        ] as BuilderOutput[],
      },
    );
    assert.deepEqual(
      started().map(({ appOrigins }) => appOrigins),
      [['http://localhost:4200'], ['http://localhost:4999']],
    );
    assert.deepEqual(shared.sandboxCalls?.at(-1), ['close']);
  });

  it('goes on after a build that fails, which has no address', async () => {
    installSandbox();
    const { outputs, messages } = await serve(
      { sandbox: { cloudPort: port } },
      {
        outputs: [
          { success: false, error: 'no build', baseUrl: '' },
          { success: true, baseUrl: 'http://localhost:4200/' },
        ] as BuilderOutput[],
      },
    );
    assert.deepEqual(
      outputs.map(({ success }) => success),
      [false, true],
    );
    assert.equal(started().length, 1);
    assert.doesNotMatch(messages, /Invalid URL/);
  });

  it('uses the one that runs, and says when that one refuses the application', async () => {
    installSandbox();
    const running = await listen(
      createServer((request, response) => {
        if (request.headers.origin === 'http://localhost:4200')
          response.setHeader('access-control-allow-origin', request.headers.origin);
        response.end(JSON.stringify({ composition: { senseId: 'qlik-sandbox:0.1.0' } }));
      }),
    );
    try {
      const sandbox = { cloudPort: portOf(running) };
      const outputs = [{ success: true, baseUrl: 'http://localhost:4200/' }] as BuilderOutput[];
      const accepted = await serve({ sandbox }, { outputs });
      assert.match(accepted.messages, /the one that runs at http:\/\/localhost:\d+ is used/);
      assert.doesNotMatch(accepted.messages, /refuses/);
      const other = [{ success: true, baseUrl: 'http://localhost:4300/' }] as BuilderOutput[];
      const refused = await serve({ sandbox }, { outputs: [...other, ...other] });
      assert.equal(refused.messages.match(/refuses pages of http:\/\/localhost:4300/g)?.length, 1);
      assert.deepEqual(started(), []);
    } finally {
      await closed(running);
    }
  });

  it('warns where no connection has its address, and names both', async () => {
    installSandbox();
    const build = {
      builder: '@angular/build:application',
      options: { browser: 'src/main.ts', assets: ['public'] },
    };
    const shop = { projectType: 'application', root: '', architect: { build } };
    mkdirSync(join(root, 'src'));
    mkdirSync(join(root, 'public'));
    writeFileSync(join(root, 'angular.json'), JSON.stringify({ version: 1, projects: { shop } }));
    writeFileSync(join(root, 'src/main.ts'), 'bootstrapApplication(App);');
    const warned = async (connections: readonly object[]) => {
      writeFileSync(join(root, 'public/connections.json'), JSON.stringify({ connections }));
      const { outputs, messages } = await serve({ sandbox: { cloudPort: port } });
      assert.equal(outputs.at(-1)?.success, true);
      return /No connection.*/.exec(messages)?.[0];
    };
    assert.equal(
      await warned([{ host: 'http://localhost:8181' }, { host: 'acme.eu.qlikcloud.com' }]),
      `No connection has the address of the Qlik sandbox, http://localhost:${port}: public/connections.json has http://localhost:8181, https://acme.eu.qlikcloud.com. Write http://localhost:${port} to the "host" of a connection, or 8181 to "cloudPort" of "sandbox" in the options of "serve" in angular.json. "ng serve --no-sandbox" serves without it.`,
    );
    assert.match(String(await warned([])), /public\/connections\.json has no connection\. Write http/);
    assert.equal(
      await warned([{ host: 'https://a.example' }, { host: `http://127.0.0.1:${port}/vp` }]),
      undefined,
    );
    assert.equal(await warned([{ id: 'relayed' }]), undefined);
    writeFileSync(
      join(root, 'src/main.ts'),
      "withConnections([{ id: 'a', host: 'http://localhost:8181' }]);",
    );
    assert.match(String(await warned([])), /src\/main\.ts has http:\/\/localhost:8181/);
    writeFileSync(join(root, 'src/main.ts'), 'withConnections(load());');
    assert.equal(await warned([]), undefined);
  });

  it('serves nothing and names the remedy where it cannot start', async () => {
    const failed = async (sandbox: json.JsonObject, expected: RegExp) => {
      const { outputs, options } = await serve({ sandbox });
      assert.deepEqual([outputs.length, outputs[0]?.success, options], [1, false, []]);
      assert.match(String(outputs[0]?.error), expected);
    };
    await failed({ cloudPort: port }, /qlik-sandbox is not installed.*npm install --save-dev/);
    installSandbox();
    await failed(
      { cloudPort: port, unknown: 1 },
      /"sandbox" in the options of "serve" in angular\.json.*“unknown”/,
    );
    const other = await listen(createServer((_request, response) => response.end('<html></html>')));
    try {
      await failed(
        { cloudPort: portOf(other) },
        new RegExp(`Port ${portOf(other)} is in use by another program.*cloudPort.*connections\\.json`),
      );
    } finally {
      await closed(other);
    }
  });
});
