import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inProject } from '../environment/project-root.ts';
import { filesBelow } from '../test/inputs.ts';
import { readLinks, readTables } from './read-tables.ts';

const LONGEST_CELL = 60;
const ISSUE_ITEMS = Array.from({ length: 17 }, (_, at) => at + 1);

const pathOf = (target: string) =>
  fileURLToPath(new URL(target.replace(/#.*$/, ''), `file://${inProject('docs/')}`));
const isTest = (path: string) =>
  /\.(?:spec|e2e)\.(?:ts|mjs)$/.test(path) && /\b(?:it|test)\(/.test(readFileSync(path, 'utf8'));

for (const name of ['security.md', 'asvs.md']) {
  const text = readFileSync(inProject(`docs/${name}`), 'utf8');
  describe(`docs/${name}`, () => {
    it('links files that there are', () => {
      const targets = readLinks(text, text).filter((target) => !/^https?:/.test(target));
      assert.ok(targets.length > 20);
      assert.deepEqual(
        targets.filter((target) => !existsSync(pathOf(target))),
        [],
      );
    });

    it('defines each link that a table has, and no other', () => {
      const used = new Set([...text.matchAll(/\[([^\]]+)\](?![(:])/g)].map(([, link]) => link));
      const defined = [...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, link]) => link);
      assert.deepEqual([...used].sort(), [...new Set(defined)].sort());
      assert.equal(new Set(defined).size, defined.length);
    });

    it('can be read as it is', () => {
      const cells = readTables(text).flatMap((row) => Object.values(row));
      assert.deepEqual(
        cells.filter((cell) => cell.length > (name === 'asvs.md' ? 90 : LONGEST_CELL)),
        [],
      );
    });
  });
}

describe('the tables of docs/security.md', () => {
  const text = readFileSync(inProject('docs/security.md'), 'utf8');
  const rows = readTables(text);

  it('name for each attack a file that defends, and a spec that has tests', () => {
    assert.ok(rows.length > 60);
    for (const { attack, source = '', test = '' } of rows) {
      assert.ok(attack, 'each table is one of attacks');
      assert.ok(readLinks(source, text).length > 0, `${attack}: no source`);
      const tests = readLinks(test, text).map(pathOf);
      assert.ok(tests.length > 0 && tests.every(isTest), `${attack}: ${test} is no spec with tests`);
    }
  });

  it('name each spec in packages/backend/security', () => {
    const named = new Set(rows.flatMap(({ test = '' }) => readLinks(test, text).map(pathOf)));
    assert.deepEqual(
      filesBelow('packages/backend/security', /\.spec\.ts$/).filter((path) => !named.has(inProject(path))),
      [],
    );
  });

  it('have a row for each item of the issue', () => {
    const items = new Set(rows.map((row) => Number(row['#'] || 0)));
    assert.deepEqual(
      ISSUE_ITEMS.filter((item) => !items.has(item)),
      [],
    );
  });
});
