import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../../tools/environment/project-root.ts';
import { EXAMPLES, readOptions } from './options.ts';

describe('the options of npm run test:examples', () => {
  it('choose all examples that there are', () => {
    const folders = readdirSync(inProject('examples'), { withFileTypes: true });
    const names = folders.filter((each) => each.isDirectory()).map(({ name }) => name);
    assert.deepEqual([...EXAMPLES].sort(), names.sort());
    assert.deepEqual(readOptions([]).names, EXAMPLES);
  });

  it('name examples, which run once each', () => {
    assert.deepEqual(readOptions(['ticket', 'oauth2-spa', 'ticket']).names, ['oauth2-spa', 'ticket']);
  });

  it('say which example or option there is not', () => {
    assert.throws(() => readOptions(['oauth']), /"oauth" is none of oauth2-spa/);
    assert.throws(() => readOptions(['--name', 'ssr']), /--name/);
  });
});
