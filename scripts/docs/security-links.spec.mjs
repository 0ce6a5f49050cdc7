import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.mjs';

const links = [...readFileSync(inProject('docs/security.md'), 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(
  ([, target]) => target,
);

describe('docs/security.md', () => {
  it('names tests that there are', () => {
    assert.ok(links.length > 20);
    assert.deepEqual(
      links.filter((target) => !existsSync(new URL(target, `file://${inProject('docs/')}`))),
      [],
    );
  });
});
