import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { PROJECT_ROOT } from '../environment/project-root.ts';

/** What is plain JavaScript, by its reason. All else is TypeScript, which is type-checked. */
const REASONS: Readonly<Record<string, RegExp>> = {
  'run before TypeScript can be': /^(tools\/bootstrap|packages\/doctor\/bin)\.mjs$/,
  'configuration that a tool loads in plain Node':
    /^(eslint\.config\.js|karma\.conf\.cjs|tools\/lint\/[\w-]+\.mjs)$/,
  'a program of the site of the documents, which has packages of its own': /^docs\/site\/[\w-]+\.mjs$/,
  'served to browsers as it is': /^(projects\/ngx-qlik\/assets|src\/public)\/[\w-]+\.js$/,
  'a project that uses the built library, run as it is by Node, a bundler, Jest or Vitest':
    /^tests\/platforms\/(application|[\w-]+\/consumer)\/[\w.-]+\.mjs$/,
};

describe('plain JavaScript', () => {
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  }).split('\0');
  const files = tracked.filter((path) => /\.[cm]?js$/.test(path));

  it('is only where there is a reason', () => {
    const reasons = Object.values(REASONS);
    assert.deepEqual(
      files.filter((path) => !reasons.some((pattern) => pattern.test(path))),
      [],
    );
  });

  for (const [reason, pattern] of Object.entries(REASONS)) {
    it(`is still there: ${reason}`, () => assert.ok(files.some((path) => pattern.test(path))));
  }
});
