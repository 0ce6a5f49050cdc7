import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { readSample, writeCompiledGuide } from '../../support/guide-example.ts';
import { makeConsumer, runIn } from '../consumer.ts';

const RUNNERS = {
  Vitest: {
    args: [inProject('node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.config.mjs'],
    passed: /Tests +6 passed/,
  },
  Jest: {
    args: [
      '--experimental-vm-modules',
      inProject('node_modules/jest/bin/jest.js'),
      '--config',
      'jest.config.mjs',
      '--runInBand',
    ],
    passed: /Tests: +6 passed/,
  },
};

describe('a project that tests with jsdom, where there are no channels', () => {
  for (const [runner, { args, passed }] of Object.entries(RUNNERS)) {
    it(`can use the library and its test support under ${runner}`, async () => {
      const folder = makeConsumer(`jsdom-${runner.toLowerCase()}`, 'tests/platforms/jsdom/consumer');
      writeCompiledGuide(folder);
      const { code, isTooLate, output } = await runIn(folder, args, { limitSeconds: 90 });
      assert.equal(isTooLate, false, output);
      assert.equal(code, 0, output);
      assert.match(output, passed);
    });
  }

  it('finds the same example in the guide and in the README of the package', () => {
    const [guide, readme] = ['docs/testing.md', 'projects/ngx-qlik/README.md'].map((document) =>
      readSample(document, 'sales.component.spec.ts'),
    );
    assert.equal(readme, guide);
    const [, body = ''] = /^it\(.*\{\n(.*?)^\}\);$/ms.exec(guide ?? '') ?? [];
    assert.ok(body.trimEnd().split('\n').length <= 10, body);
  });
});
