import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';
import { readTables } from './read-tables.ts';

const LONGEST_LINE = 160;

const text = readFileSync(inProject('docs/dependencies.md'), 'utf8');
interface Package {
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const readPackage = (folder: string) =>
  JSON.parse(readFileSync(inProject(`${folder}/package.json`), 'utf8')) as Package;

const rows = readTables(text);
const named = new Set(
  rows.flatMap((row) => [...(row['package'] ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])),
);
const used = new Set(
  ['.', ...(readPackage('.').workspaces ?? [])].flatMap((folder) => {
    const { dependencies = {}, devDependencies = {} } = readPackage(folder);
    return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  }),
);

describe('docs/dependencies.md', () => {
  it('gives a reason for each dependency', () => {
    assert.ok(used.size > 80, 'the packages were not found');
    assert.deepEqual(
      [...used].filter((name) => !named.has(name)),
      [],
    );
    assert.deepEqual(
      rows.filter(({ reason }) => !reason),
      [],
    );
  });

  it('names none that is not used', () => {
    assert.deepEqual(
      [...named].filter((name) => !used.has(name)),
      [],
    );
  });

  it('can be read as it is', () => {
    assert.deepEqual(
      text.split('\n').filter((line) => line.length > LONGEST_LINE),
      [],
    );
  });
});
