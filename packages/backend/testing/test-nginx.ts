import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from './certificates.ts';
import { freePort } from './test-redis.ts';

/** The documented configuration. */
export const NGINX_TEMPLATE = readFileSync(new URL('../deploy/nginx.conf.template', import.meta.url), 'utf8');

const START_LIMIT_MS = 10_000;
const STOP_LIMIT_MS = 5_000;

/** A real nginx with the documented configuration, on loopback. */
export interface TestNginx {
  /** By TLS, as browsers reach it. */
  readonly origin: string;
  readonly port: number;
  /** Without TLS. */
  readonly plainPort: number;
  /** The access log so far. */
  readonly accessLog: () => string;
  /** The error log so far. */
  readonly errorLog: () => string;
  readonly stop: () => Promise<void>;
}

interface NginxOptions {
  /** Of `localhost`. */
  readonly identity: Identity;
  /** Port of the backend at 127.0.0.1. */
  readonly backendPort: number;
  /** Of the TLS listener. */
  readonly port: number;
  /** Directives of the http context before the documented ones. */
  readonly httpDirectives?: string;
}

/** For the `skip` option of specs that need nginx: clients of several addresses are 127.0.0.2 and so on, which only Linux has without setup. */
export const NO_NGINX =
  process.platform !== 'linux'
    ? 'the specs behind nginx run on Linux'
    : spawnSync('nginx', ['-v'], { timeout: 20_000 }).status === 0
      ? false
      : 'nginx is not installed (Debian: apt-get install nginx-light)';

/**
 * Starts nginx in the foreground, with a temporary folder in place of the system's.
 * @throws {Error} with its messages when it does not start
 */
export async function startTestNginx({
  identity,
  backendPort,
  port,
  httpDirectives = '',
}: NginxOptions): Promise<TestNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'test-nginx-'));
  const plainPort = await freePort();
  const accessLog = join(folder, 'access.log');
  writeFileSync(join(folder, 'certificate.pem'), identity.certificate);
  writeFileSync(join(folder, 'key.pem'), identity.key, { mode: 0o600 });
  writeFileSync(accessLog, '');
  const site = fillTemplate(NGINX_TEMPLATE, {
    SERVER_NAME: 'localhost',
    BACKEND: `127.0.0.1:${backendPort}`,
    HTTPS_LISTEN: `127.0.0.1:${port}`,
    HTTP_LISTEN: `127.0.0.1:${plainPort}`,
    TLS_CERTIFICATE: join(folder, 'certificate.pem'),
    TLS_KEY: join(folder, 'key.pem'),
    ACCESS_LOG: accessLog,
  });
  writeFileSync(join(folder, 'site.conf'), site);
  writeFileSync(join(folder, 'nginx.conf'), mainConfiguration(folder, httpDirectives));
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let messages = '';
  child.stderr.on('data', (chunk: Buffer) => (messages += chunk.toString()));
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(child, port);
  } catch (error) {
    await stop();
    throw new Error(`nginx did not start:\n${messages}`, { cause: error });
  }
  return {
    origin: `https://localhost:${port}`,
    port,
    plainPort,
    accessLog: () => readFileSync(accessLog, 'utf8'),
    errorLog: () => messages,
    stop,
  };
}

/** @throws {Error} naming a placeholder without a value */
function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/^(?!\s*#).*$/gm, (line) =>
    line.replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`The template has the unknown placeholder ${name}.`);
      return value;
    }),
  );
}

/** The nginx.conf of Debian around a site, with this folder in place of the system's. */
function mainConfiguration(folder: string, httpDirectives: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
    mkdirSync(join(folder, name));
    return `${name}_temp_path ${join(folder, name)};`;
  });
  return [
    // As root, its workers would run as another user, without access to the folder.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 1;',
    `pid ${join(folder, 'nginx.pid')};`,
    'error_log stderr info;',
    'events { worker_connections 768; }',
    'http {',
    ...[
      'sendfile on;',
      'tcp_nopush on;',
      'types_hash_max_size 2048;',
      'default_type application/octet-stream;',
    ],
    ...['ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;', 'ssl_prefer_server_ciphers on;', 'gzip on;'],
    ...temporary,
    httpDirectives,
    `include ${join(folder, 'site.conf')};`,
    '}',
    '',
  ].join('\n');
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const end = Date.now() + START_LIMIT_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended.');
    if (await canConnect(port)) return;
    if (Date.now() > end) throw new Error(`Nothing listens after ${START_LIMIT_MS} ms.`);
    await delay(50);
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Ends nginx with its workers; the master ends them unless it is killed. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await exit;
  clearTimeout(limit);
}
