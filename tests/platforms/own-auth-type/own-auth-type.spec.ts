import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { makeConsumer, runIn, TSC } from '../consumer.ts';

const FILES = 'tests/platforms/own-auth-type/consumer';

describe('a project that adds an auth type to the built library', () => {
  it('compiles, with the fields of that type and no others', async () => {
    const folder = makeConsumer('own-auth-type-types', FILES);
    const { code, output } = await runIn(folder, [TSC, '-p', 'tsconfig.consumer.json'], {
      limitSeconds: 90,
    });
    assert.equal(code, 0, output);
  });

  it('signs in with it, and makes calls', async () => {
    const folder = makeConsumer('own-auth-type', FILES);
    const vitest = inProject('node_modules/vitest/vitest.mjs');
    const { code, isTooLate, output } = await runIn(
      folder,
      [vitest, 'run', '--config', 'vitest.config.mjs'],
      { limitSeconds: 90 },
    );
    assert.equal(isTooLate, false, output);
    assert.equal(code, 0, output);
    assert.match(output, /Tests +1 passed/);
  });
});
