import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { buildBackendPackage } from '../../../tools/packages/backend-package.ts';
import { Child } from '../../../tools/processes/child.ts';
import { npm, runIn, TSC } from '../consumer.ts';

const PROGRAM = 'node_modules/ngx-qlik-backend/ngx-qlik-backend.mjs';
const PAGE = '<!doctype html><title>Application</title>';
const CONNECTIONS = {
  connections: [
    {
      id: 'production',
      label: 'Production',
      platform: 'cloud',
      host: 'http://localhost:1',
      auth: { type: 'oauth2-impersonation' },
    },
  ],
};

describe('the package ngx-qlik-backend, installed from its tarball', () => {
  /** Outside the project: nothing of its node_modules is found there. */
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-backend-package-'));
    await buildBackendPackage(join(folder, 'built'));
    const tarball = npm(['pack', './built', '--silent'], folder).trim();
    assert.ok(statSync(join(folder, tarball)).size < 500_000);
    cpSync(inProject('tests/platforms/backend/consumer'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const hosts = ['express', 'fastify', '@nestjs/core', '@nestjs/common', '@nestjs/platform-express'];
    const types = ['@types/node@20', 'reflect-metadata', 'rxjs'];
    npm(
      ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`, ...hosts, ...types],
      folder,
    );
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app/index.html'), PAGE);
    writeFileSync(join(folder, 'app/connections.json'), JSON.stringify(CONNECTIONS));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has no specs, sources or test support in it, and needs no compiler', () => {
    const files = readdirSync(join(folder, 'node_modules/ngx-qlik-backend'), { recursive: true }).map(String);
    assert.deepEqual(
      files.filter(
        (file) => !file.startsWith('node_modules') && /\.spec\.|(?<!\.d)\.m?ts$|testing|fuzz/.test(file),
      ),
      [],
    );
    const installed = readdirSync(join(folder, 'node_modules'));
    for (const name of ['tsx', 'esbuild', 'typescript'])
      assert.ok(!installed.includes(name), `${name} is installed`);
  });

  it('serves an application with its users, and stops at SIGTERM', async () => {
    const child = new Child('ngx-qlik-backend', {
      command: [process.execPath, PROGRAM],
      cwd: folder,
      env: {
        ...{ PORT: '0', STATIC_ROOT: 'app', QLIK_BACKEND_CONFIG: 'secrets.json', DEMO_USERS: 'true' },
        QLIK_CLIENT_SECRET: 'the-secret-of-the-test',
      },
      logFile: join(folder, 'backend.log'),
    });
    const lines: string[] = [];
    const address = new Promise<string>((resolve, reject) => {
      child.onLine((line) => {
        lines.push(line);
        const found = /listening at (http:\/\/[^"\s]+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      void child.ended.then(() => reject(new Error(lines.join('\n'))));
    });
    try {
      const origin = (await address).replace(/127\.0\.0\.1|\[::1\]/, 'localhost');
      const page = await fetch(origin);
      assert.equal(await page.text(), PAGE);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src/);
      assert.equal((await fetch(`${origin}/health/ready`)).status, 200);
      const signedIn: unknown = await (await fetch(`${origin}/app/session`)).json();
      assert.deepEqual(signedIn, { signIn: '/app/sign-in', user: null });
      assert.equal((await fetch(`${origin}/secrets.json`)).status, 404);
    } finally {
      await child.stop();
    }
    assert.equal((await child.ended).code, 0);
    assert.ok(!lines.join('\n').includes('the-secret-of-the-test'));
  });

  it('runs inside servers of Express, Nest and Fastify', async () => {
    const { code, output } = await runIn(folder, ['hosts.mjs'], { limitSeconds: 60 });
    assert.equal(code, 0, output);
    const answers = JSON.parse(output.split('\n').at(-1) ?? '') as Record<string, unknown>;
    const expected = [
      { status: 401, code: 'host-signed-out', signIn: '/login' },
      { status: 200, signIn: '/analytics/api/qlik/production/sign-in', user: 'ada' },
    ];
    assert.deepEqual(answers, {
      express: [...expected, { own: 200 }],
      nest: [...expected, { own: 200 }],
      fastify: [...expected, { own: 200 }],
    });
  });

  it('has types for a strict project', async () => {
    const { code, output } = await runIn(folder, [TSC, '--project', 'tsconfig.consumer.json'], {
      limitSeconds: 120,
    });
    assert.equal(code, 0, output);
  });

  it('names what is missing in its settings', async () => {
    const { code, output } = await runIn(folder, [PROGRAM], {
      limitSeconds: 30,
      env: { QLIK_BACKEND_CONFIG: 'secrets.json', DEMO_USERS: 'true', PORT: '0' },
    });
    assert.equal(code, 1, output);
    assert.match(output, /QLIK_CLIENT_SECRET/);
  });

  it('has the tools for credentials and for the Content-Security-Policy', async () => {
    const { code, output } = await runIn(
      folder,
      ['node_modules/.bin/ngx-qlik-csp', '--connections', 'app/connections.json'],
      {
        limitSeconds: 30,
        // As npx says where the command was typed.
        env: { INIT_CWD: folder },
      },
    );
    assert.equal(code, 0, output);
    assert.match(output, /Content-Security-Policy/i);
    const made = await runIn(folder, ['node_modules/.bin/ngx-qlik-credentials', 'keypair', '--out', 'keys'], {
      limitSeconds: 30,
    });
    assert.equal(made.code, 0, made.output);
    assert.ok(readdirSync(join(folder, 'keys')).length >= 3);
  });
});
