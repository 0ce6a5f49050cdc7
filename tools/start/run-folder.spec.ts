import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { type LocalFiles, writeLocalFiles } from './local-files.ts';
import type { Ports } from './options.ts';
import { choosePorts } from './ports.ts';
import { RunFolder } from './run-folder.ts';

interface Asset {
  input: string;
  glob: string;
  ignore?: string[];
}

const WANTED = { app: 24200, backend: 23000, cloud: 28181, cloud2: 28182, qap: 28183, admin: 28180 };
const ALL_PORTS = [24200, 23000, 28180, 28181, 28182, 28183, 28184, 28185, 28186];

describe('the folder of a run', () => {
  let parent: string;
  /** A process that runs for as long as the tests. */
  let other: ChildProcess;

  before(() => {
    parent = join(mkdtempSync(join(tmpdir(), 'start-')), 'runs');
    other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  });
  after(() => {
    other.kill();
    rmSync(join(parent, '..'), { recursive: true, force: true });
  });
  const startOther = () => new RunFolder({ parent, pid: other.pid ?? 0 });
  const start = () => new RunFolder({ parent });

  it('is one for each run, so that both keep their connections, and their addresses', () => {
    const [one, two] = [startOther(), start()];
    const first = writeLocalFiles(one.path, { cloud: 1, qap: 2, backend: 3 });
    const contentOf = ({ proxyFile, connectionsFile }: LocalFiles) =>
      [proxyFile, connectionsFile].map((file) => readFileSync(file, 'utf8'));
    const written = contentOf(first);
    const second = writeLocalFiles(two.path, { cloud: 11, qap: 12, backend: 13 });
    assert.deepEqual(contentOf(first), written);
    assert.notEqual(first.logs, second.logs);
    for (const [{ connectionsFile, proxyFile }, cloud, qap, backend] of [
      [first, 1, 2, 3],
      [second, 11, 12, 13],
    ] as const) {
      const { connections } = JSON.parse(readFileSync(connectionsFile, 'utf8')) as {
        connections: { host: string }[];
      };
      const hosts = new Set(connections.map(({ host }) => host).filter((host) => host.startsWith('http:')));
      assert.ok(hosts.has(`http://localhost:${cloud}`));
      assert.ok(
        [...hosts].every((host) =>
          [String(cloud), String(qap), String(backend)].includes(new URL(host).port),
        ),
      );
      const table = JSON.parse(readFileSync(proxyFile, 'utf8')) as Record<string, { target: string }>;
      assert.ok('/connections.json' in table);
      for (const { target } of Object.values(table)) assert.equal(target, `http://localhost:${backend}`);
    }
    assert.ok(two.hasOthers);
    one.remove();
    assert.ok(!two.hasOthers);
    assert.deepEqual(readdirSync(parent), [String(process.pid)]);
    two.remove();
    assert.deepEqual(readdirSync(parent), []);
  });

  it('holds all that the development server hands out and that differs from run to run', () => {
    const { projects } = JSON.parse(readFileSync(inProject('angular.json'), 'utf8')) as {
      projects: {
        'ngx-qlik-app': { architect: { build: { configurations: { sandbox: { assets: Asset[] } } } } };
      };
    };
    const { assets } = projects['ngx-qlik-app'].architect.build.configurations.sandbox;
    for (const { input, glob, ignore = [] } of assets) {
      assert.ok(!input.startsWith('.local'), `${input} is shared by all runs`);
      const isServed = glob === '**/*' && existsSync(inProject(`${input}/connections.json`));
      assert.ok(
        !isServed || ignore.includes('connections.json'),
        `${input} would hide the connections of a run`,
      );
    }
  });

  it('is removed by the next run where its process has ended, and only there', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const [alive, dead, foreign] = [startOther(), join(parent, String(pid)), join(parent, 'notes')];
    mkdirSync(join(dead, 'logs'), { recursive: true });
    mkdirSync(foreign);
    const own = start();
    assert.deepEqual(
      [alive.path, dead, foreign, own.path].map((folder) => existsSync(folder)),
      [true, false, true, true],
    );
    own.remove();
    alive.remove();
    rmSync(foreign, { recursive: true });
  });

  it('claims ports for servers that do not listen yet, for as long as a start takes', async () => {
    const other = startOther();
    const first = await choosePorts({ ports: WANTED }, other);
    const own = start();
    const second = await choosePorts({ ports: WANTED }, own);
    assert.deepEqual([...own.claimedPorts().keys()].sort(), [...ALL_PORTS].sort());
    const rowOf = ({ qap, ...others }: Ports) => [...Object.values(others), qap, qap + 1, qap + 2, qap + 3];
    assert.deepEqual(
      rowOf(second).filter((port) => rowOf(first).includes(port)),
      [],
    );
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(join(other.path, 'ports.json'), longAgo, longAgo);
    assert.equal(own.claimedPorts().size, 0);
    own.remove();
    other.remove();
  });
});
