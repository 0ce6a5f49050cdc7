import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const KARMA_CONFIG = resolve(import.meta.dirname, '../../karma.conf.cjs');

/** The parts of Karma that the spec uses: the package has no types. */
interface Karma {
  config: { parseConfig(file: string, options: object, behavior: object): Promise<object> };
  Server: new (
    config: object,
    onEnd: (exitCode: number) => void,
  ) => {
    start(): Promise<void>;
    emit(event: string, ...values: unknown[]): void;
    once(event: string, listener: () => void): void;
    /** Karma leaves it open, as its process ends. */
    _boundServer: Server;
  };
}
const karma = createRequire(import.meta.url)('karma') as Karma;

it('has one result, also when a browser comes back after the run and goes away while Karma stops', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'karma-run-'));
  const summaryFile = join(folder, 'summary.json');
  process.env['KARMA_SUMMARY_FILE'] = summaryFile;
  try {
    const exitCodes: number[] = [];
    const config = await karma.config.parseConfig(
      KARMA_CONFIG,
      {
        port: 0,
        browsers: [],
        files: [],
        singleRun: true,
        autoWatch: false,
        reporters: ['summary'],
        logLevel: 'OFF',
      },
      { promiseConfig: true, throwErrors: true },
    );
    const server = new karma.Server(config, (exitCode) => exitCodes.push(exitCode));
    const listening = new Promise<void>((resolve) => server.once('listening', () => resolve()));
    await server.start();
    await listening;

    server.emit('run_complete', [], {
      success: 5,
      failed: 0,
      error: false,
      disconnected: false,
      exitCode: 0,
    });
    server.emit('browser_complete', {
      id: '1',
      disconnectsCount: 3,
      lastResult: { disconnected: true },
      remove: () => undefined,
    });
    await sleep(500);
    server._boundServer.close();

    assert.deepEqual(exitCodes, [0]);
    const { passed, isBroken } = JSON.parse(readFileSync(summaryFile, 'utf8')) as {
      passed: number;
      isBroken: boolean;
    };
    assert.deepEqual({ passed, isBroken }, { passed: 5, isBroken: false });
  } finally {
    delete process.env['KARMA_SUMMARY_FILE'];
    rmSync(folder, { recursive: true });
  }
});
