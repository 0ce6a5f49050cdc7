import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildRuntime, runtimeDirectory } from './build.ts';

const KILO = 1000;

async function transferSize(files: readonly string[]): Promise<number> {
  const { directory } = await buildRuntime();
  const contents = await Promise.all(files.map((file) => readFile(join(directory, file))));
  return contents.reduce((sum, content) => sum + gzipSync(content).byteLength, 0);
}

describe('buildRuntime', () => {
  it('builds once and reuses its result', async () => {
    const [first, second] = await Promise.all([buildRuntime(), buildRuntime()]);
    assert.equal(first.directory, second.directory);
    assert.equal(first.directory, await runtimeDirectory());
  });

  it('has every module that Qlik’s clients import', async () => {
    const { manifest } = await buildRuntime();
    assert.deepEqual(Object.keys(manifest.modules).sort(), [
      'auth@v1',
      'classic-page@sandbox',
      'embed-vanilla@v1',
      'initial-app-state@v1',
      'invoke-fetch@v1',
      'oauth-callback@v1',
      'qix@v1',
    ]);
  });

  it('loads no chart code for data clients', async () => {
    const { manifest } = await buildRuntime();
    const filesOf = (...names: string[]): string[] => {
      const modules = names.map((name) => manifest.modules[name]);
      return [...new Set(modules.flatMap((module) => (module ? [module.file, ...module.preload] : [])))];
    };
    const rest = await transferSize(filesOf('auth@v1', 'invoke-fetch@v1'));
    const all = await transferSize(filesOf('auth@v1', 'invoke-fetch@v1', 'qix@v1'));
    assert.ok(rest < 25 * KILO, `${rest} bytes for REST`);
    assert.ok(all < 80 * KILO, `${all} bytes for a session`);
  });
});
