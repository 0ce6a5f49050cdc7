import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.mjs';

const section =
  readFileSync(inProject('README.md'), 'utf8').split('## Dependencies')[1]?.split('\n## ')[0] ?? '';
const named = new Set(
  [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => cell.match(/[\w@./-]+/g) ?? []),
);
const used = new Set(
  ['package.json', 'backend/package.json', 'sandbox/package.json'].flatMap((file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(inProject(file), 'utf8'));
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  }),
);

describe("the README's list of dependencies", () => {
  it('gives a reason for each', () => {
    assert.deepEqual(
      [...used].filter((name) => !named.has(name)),
      [],
    );
  });

  it('names none that is not used', () => {
    assert.deepEqual(
      [...named].filter((name) => !used.has(name)),
      [],
    );
  });
});
