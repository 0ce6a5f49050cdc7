import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { readSamples } from '../../support/guide-example.ts';
import { startSandbox } from '../../support/stack/sandbox-process.ts';
import { makeConsumer, runIn, TSC } from '../consumer.ts';

const GUIDES = ['docs/own-auth-types.md', 'docs/own-runtimes.md'];

/** The project of the guides: the files that their samples name, with what they say. */
function makeProject(): string {
  const folder = makeConsumer('guides', 'tests/platforms/guides/consumer');
  for (const guide of GUIDES)
    for (const [name, text] of readSamples(guide)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('the worked examples of the guides for own auth types and own runtimes', () => {
  it('compile against the built library, and run', async () => {
    const folder = makeProject();
    const compiled = await runIn(folder, [TSC, '-p', 'tsconfig.consumer.json'], { limitSeconds: 90 });
    assert.equal(compiled.code, 0, compiled.output);
    cpSync(inProject('dist/ngx-qlik-runtime/files'), join(folder, 'compiled'), { recursive: true });

    const sandbox = await startSandbox({
      appOrigins: ['http://localhost:3000'],
      logFile: join(folder, 'sandbox.log'),
      args: ['--no-client-managed', '--cloud-keys', join(folder, 'keys')],
    });
    try {
      const vitest = inProject('node_modules/vitest/vitest.mjs');
      const { code, isTooLate, output } = await runIn(
        folder,
        [vitest, 'run', '--config', 'vitest.config.mjs'],
        {
          limitSeconds: 90,
          env: { SANDBOX: sandbox.addresses.cloud },
        },
      );
      assert.equal(isTooLate, false, output);
      assert.equal(code, 0, output);
      assert.match(output, /Tests +3 passed/);
    } finally {
      await sandbox.stop();
    }
  });
});
