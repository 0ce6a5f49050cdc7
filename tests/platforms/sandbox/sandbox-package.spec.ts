import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { packedSandbox } from '../../../tools/packages/packed-sandbox.ts';
import { npm, runIn, TSC } from '../consumer.ts';

const MEGABYTE = 1024 * 1024;

describe('the package qlik-sandbox, installed from its tarball', () => {
  /** Outside the project: nothing of its node_modules is found there. */
  let folder: string;
  let tarball: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qlik-sandbox-package-'));
    tarball = await packedSandbox(folder);
    cpSync(inProject('tests/platforms/sandbox/consumer'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const [api, enigma] = ['@qlik/api', 'enigma.js'].map((name) => {
      const manifest = readFileSync(inProject(`node_modules/${name}/package.json`), 'utf8');
      return `${name}@${(JSON.parse(manifest) as { version: string }).version}`;
    });
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder);
    installedBytes = sizeOf(join(folder, 'node_modules'));
    // What the sandbox is tried with; in Node it wants a WebSocket, which the sandbox brings.
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `${api}`, `${enigma}`], folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  let installedBytes = 0;

  it('is small, and has no specs, sources or chart packages in it', () => {
    assert.ok(statSync(tarball).size < 10 * MEGABYTE, `${statSync(tarball).size} bytes packed`);
    assert.ok(installedBytes < 60 * MEGABYTE, `${installedBytes} bytes installed`);
    const files = readdirSync(join(folder, 'node_modules/qlik-sandbox'), { recursive: true }).map(String);
    assert.deepEqual(
      files.filter((file) => /\.spec\.|(?<!\.d)\.m?ts$/.test(file)),
      [],
    );
    const installed = readdirSync(join(folder, 'node_modules'));
    for (const name of ['tsx', 'esbuild', '@nebula.js', 'vega-datasets'])
      assert.ok(!installed.includes(name), `${name} is installed`);
  });

  it('serves Qlik’s own client an app of the demo and one of the user’s own', async () => {
    const { code, output } = await runIn(folder, ['use.mjs'], { limitSeconds: 60 });
    assert.equal(code, 0, output);
    const { startMilliseconds, ...rest } = JSON.parse(output.split('\n').at(-1) ?? '') as Record<
      string,
      unknown
    >;
    assert.deepEqual(rest, {
      demo: [['3176']],
      own: [
        ['North', '30'],
        ['South', '45'],
      ],
      problems: [],
      isSameRuntime: true,
      runtime: [
        [200, 'application/javascript; charset=utf-8'],
        [200, 'application/javascript; charset=utf-8'],
      ],
      fault: [503, 401],
      faultPage: [200, 200, 200],
    });
    assert.equal(typeof startMilliseconds, 'number');
  });

  it('is reached as its README shows, with @qlik/api and with enigma.js', async () => {
    const readme = readFileSync(join(folder, 'node_modules/qlik-sandbox/README.md'), 'utf8');
    const example = readFileSync(join(folder, 'connect.mjs'), 'utf8');
    assert.ok(readme.includes(example.trim()), 'connect.mjs is not the example of the README');
    const { code, output } = await runIn(folder, ['connect.mjs'], { limitSeconds: 60 });
    assert.equal(code, 0, output);
    assert.match(output, /20000\n20000\s*$/);
  });

  it('is a program, which keeps its keys out of Git', async () => {
    const help = await runIn(folder, ['node_modules/.bin/qlik-sandbox', '--help'], { limitSeconds: 30 });
    assert.equal(help.code, 0, help.output);
    assert.match(help.output, /^Usage: qlik-sandbox/);
    assert.match(help.output, /default \.qlik-sandbox\/cloud/);
    assert.doesNotMatch(help.output, /\.local/);
    const types = readFileSync(join(folder, 'node_modules/qlik-sandbox/lib/index.d.mts'), 'utf8');
    assert.doesNotMatch(types, /\.local/);
    const version = await runIn(folder, ['node_modules/.bin/qlik-sandbox', '--version'], {
      limitSeconds: 30,
    });
    const { version: packed } = JSON.parse(
      readFileSync(join(folder, 'node_modules/qlik-sandbox/package.json'), 'utf8'),
    ) as { version: string };
    assert.equal(version.output.trim(), packed);
    const wrong = await runIn(folder, ['node_modules/.bin/qlik-sandbox', '--app', 'use.mjs'], {
      limitSeconds: 30,
    });
    assert.equal(wrong.code, 1, wrong.output);
    assert.match(wrong.output, /--app: .*use\.mjs: must be a folder/);
  });

  it('starts and ends for test runners', async () => {
    const { code, output } = await runIn(folder, ['global-setup.mjs'], { limitSeconds: 60 });
    assert.equal(code, 0, output);
    assert.deepEqual(JSON.parse(output.split('\n').at(-1) ?? ''), [true, 'closed', true, 'closed']);
  });

  it('has types that need nothing else', async () => {
    const { code, output } = await runIn(folder, [TSC, '--project', 'tsconfig.consumer.json'], {
      limitSeconds: 60,
    });
    assert.equal(code, 0, output);
  });
});

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
