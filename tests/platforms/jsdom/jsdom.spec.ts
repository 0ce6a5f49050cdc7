import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { GUIDE, readSample, writeCompiledGuide } from '../../support/guide-example.ts';
import { makeConsumer, runIn } from '../consumer.ts';

const RUNNERS = {
  Vitest: {
    args: [inProject('node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.config.mjs'],
    passed: /Tests +9 passed/,
  },
  Jest: {
    args: [
      '--experimental-vm-modules',
      inProject('node_modules/jest/bin/jest.js'),
      '--config',
      'jest.config.mjs',
      '--runInBand',
    ],
    passed: /Tests: +9 passed/,
  },
};

/** With an example each, by the folder of that. */
const DOCUMENTS = { guide: GUIDE, readme: 'projects/ngx-qlik/README.md' };

describe('a project that tests with jsdom, where there are no channels', () => {
  for (const [runner, { args, passed }] of Object.entries(RUNNERS)) {
    it(`can use the library and its test support under ${runner}, with the examples of the documents`, async () => {
      const folder = makeConsumer(`jsdom-${runner.toLowerCase()}`, 'tests/platforms/jsdom/consumer');
      for (const [name, document] of Object.entries(DOCUMENTS))
        writeCompiledGuide(join(folder, 'examples', name), document);
      const { code, isTooLate, output } = await runIn(folder, args, { limitSeconds: 90 });
      assert.equal(isTooLate, false, output);
      assert.equal(code, 0, output);
      assert.match(output, passed);
    });
  }

  for (const document of Object.values(DOCUMENTS)) {
    it(`needs ten lines at most for the example of ${document}`, () => {
      const sample = readSample(document, 'sales.component.spec.ts');
      const [, body = ''] = /^it\(.*\{\n(.*?)^\}\);$/ms.exec(sample) ?? [];
      assert.ok(body !== '' && body.trimEnd().split('\n').length <= 10, body);
    });
  }
});
