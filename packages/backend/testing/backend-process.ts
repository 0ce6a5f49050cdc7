import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { compiledProgram } from '../../../tools/processes/compiled-program.ts';

const START_LIMIT_MS = 30_000;
/** More than the buffers of both sockets. */
const BIG_FILE_BYTES = 24 * 1024 * 1024;
/** Lines that are kept with `onLine`. */
const KEPT_LINES = 400;

/** A backend in a separate process, with a site, demo users and these connections. */
export interface BackendProcess {
  readonly origin: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** The log so far; with `onLine` the last lines only. */
  readonly lines: readonly string[];
  readonly descriptors: () => number;
  /** Resolves with the exit code, `null` after a signal that it did not handle. */
  readonly exit: Promise<number | null>;
  /** Kills the process. */
  readonly kill: () => Promise<void>;
}

interface ProcessOptions {
  readonly connections: Readonly<Record<string, object>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node before the program. */
  readonly nodeOptions?: readonly string[];
  /** Called with each line of stdout and stderr; without it the log is kept, and stderr is inherited. */
  readonly onLine?: (line: string) => void;
}

/** Starts `main.ts`; its site has `/big.bin`. */
export async function startBackendProcess({
  connections,
  environment = {},
  nodeOptions = [],
  onLine,
}: ProcessOptions): Promise<BackendProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'backend-process-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'connections.json'), '{"connections":[]}');
  writeFileSync(join(folder, 'big.bin'), Buffer.alloc(BIG_FILE_BYTES, 7));
  const secretsFile = join(folder, 'secrets.json');
  writeFileSync(secretsFile, JSON.stringify({ connections }), { mode: 0o600 });
  const child = spawn(process.execPath, [...nodeOptions, await compiledProgram('packages/backend/main.ts')], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'pipe', onLine === undefined ? 'inherit' : 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      HOST: '127.0.0.1',
      STATIC_ROOT: folder,
      QLIK_BACKEND_CONFIG: secretsFile,
      DEMO_USERS: 'true',
      ...environment,
    },
  });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (onLine === undefined) return;
    onLine(line);
    if (lines.length > KEPT_LINES) lines.splice(0, KEPT_LINES / 2);
  };
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', keep);
  const exit = (once(child, 'exit') as Promise<[number | null]>).then(([code]) => code);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (what: string): void => reject(new Error([`The backend ${what}.`, ...lines].join('\n')));
      setTimeout(() => fail('was not ready in time'), START_LIMIT_MS).unref();
      child.once('exit', () => fail('ended while starting'));
      if (child.stdout === null) return fail('has no output');
      createInterface({ input: child.stdout }).on('line', (line) => {
        keep(line);
        const [, found] = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    return {
      origin: `http://127.0.0.1:${port}`,
      port,
      child,
      lines,
      descriptors: () => readdirSync(`/proc/${child.pid ?? 0}/fd`).length,
      exit,
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}
