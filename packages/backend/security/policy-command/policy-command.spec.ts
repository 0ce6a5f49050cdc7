import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROJECT_ROOT } from '../../../../tools/environment/project-root.ts';
import { compiledProgram } from '../../../../tools/processes/compiled-program.ts';
import { createServer } from '../../server.ts';

const MAIN = 'packages/backend/security/policy-command/main.ts';
/** As `npm run csp` starts the program. */
const FROM_SOURCE = ['--import', 'tsx', MAIN];
const CONNECTIONS = [
  { id: 'sales', host: 'https://sales.eu.qlikcloud.com' },
  { id: 'hr', host: 'https://sales.eu.qlikcloud.com', runtime: { url: 'https://scripts.example/x.js' } },
  { id: 'own', host: '/qlik/own' },
  { id: 'plain', host: 'http://server.example/vp' },
  { id: 'wild', host: 'https://*.example' },
  { id: 'broken', host: 'sales.qlikcloud.com' },
];

describe('npm run csp', () => {
  let folder: string;
  let file: string;
  let compiled: readonly string[];
  before(async () => {
    compiled = [await compiledProgram(MAIN)];
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
    file = join(folder, 'connections.json');
    writeFileSync(file, JSON.stringify({ connections: CONNECTIONS }));
  });
  after(() => rmSync(folder, { recursive: true }));

  const runProgram = (program: readonly string[], args: readonly string[]) =>
    spawnSync(process.execPath, [...program, ...args], { cwd: PROJECT_ROOT, encoding: 'utf8' });
  const run = (...args: readonly string[]) => runProgram(compiled, args);

  it('prints the header that the backend sends', async () => {
    const server = await createServer({
      ...{ port: 0, host: 'localhost', staticRoot: undefined, connectionsFile: file },
      ...{ logLevel: 'silent', trustedProxies: undefined, gateway: undefined },
    });
    const sent = (await server.inject('/health/live')).headers['content-security-policy'];
    await server.close();
    const { stdout, status } = runProgram(FROM_SOURCE, ['--connections', file, '--form', 'header']);
    assert.equal(status, 0);
    assert.equal(stdout, `Content-Security-Policy: ${String(sent)}\n`);
    assert.match(stdout, /connect-src 'self' https:\/\/sales\.eu\.qlikcloud\.com /);
  });

  it('prints lines for nginx and Apache, and a meta element without the directives that need a header', () => {
    const { stdout } = run('--connections', file);
    assert.match(stdout, /^add_header Content-Security-Policy "default-src 'none'; [^"]+" always;$/m);
    assert.match(stdout, /^Header always set Content-Security-Policy "default-src 'none'; [^"]+"$/m);
    const meta = /^<meta .*$/m.exec(stdout)?.[0] ?? '';
    assert.match(meta, /content="default-src 'none'; [^"]+" \/>$/);
    assert.ok(!meta.includes('frame-ancestors'));
  });

  it('explains what each source is for, and which connections need it', () => {
    const { stdout } = run('--connections', file, '--explain');
    const part = (name: string): string => new RegExp(`^${name}\n(  .*\n?)+`, 'm').exec(stdout)?.[0] ?? '';
    assert.match(
      part('script-src'),
      /https:\/\/scripts\.example {2}the runtime script.* for hr \(runtime\.url\)/,
    );
    assert.match(
      part('connect-src'),
      /wss:\/\/sales\.eu\.qlikcloud\.com {2}WebSockets.* for sales \(host\), hr \(host\)/,
    );
    assert.match(part('img-src'), /cdn\.qlikcloud\.com {2}.*content network/);
    for (const line of stdout.split('\n').filter((each) => each.startsWith('  '))) {
      assert.match(line, /^ {2}\S+ {2}\S+/, 'every source has a reason');
    }
  });

  it('reads a file with a byte order mark', () => {
    const marked = join(folder, 'marked.json');
    writeFileSync(marked, `\uFEFF${JSON.stringify({ connections: CONNECTIONS })}`);
    const [one, other] = [file, marked].map((each) => run('--connections', each, '--form', 'header'));
    assert.equal(other?.status, 0);
    assert.equal(other?.stdout, one?.stdout);
  });

  it('warns of hosts without encryption, and of what it left out', () => {
    const { stderr, stdout } = run('--connections', file, '--form', 'header');
    assert.match(stderr, /plain: host http:\/\/server\.example is not encrypted/);
    assert.match(stderr, /wild: host "https:\/\/\*\.example" is not in the policy/);
    assert.match(stderr, /broken: host "sales\.qlikcloud\.com" is not in the policy/);
    assert.ok(!stderr.includes('own'));
    assert.ok(!stdout.includes('*'));
  });

  it('reports what is wrong with the command or the file', () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, '{');
    for (const [args, message] of [
      [[], /--connections is missing/],
      [['--connections', join(folder, 'nothing.json')], /cannot be read/],
      [['--connections', other], /not JSON/],
      [['--connections', file, '--form', 'iis'], /--form takes one of/],
      [['--nonsense'], /nonsense/],
    ] as const) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
  });
});
