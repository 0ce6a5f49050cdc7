import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';

const LONGEST_LINE = 160;
const MOST_LINES = 120;
const LARGEST_PICTURE = 150_000;

const lines = readFileSync(inProject('README.md'), 'utf8').trimEnd().split('\n');

describe('the README', () => {
  it('is short', () => {
    assert.ok(lines.length <= MOST_LINES, `${lines.length} lines`);
  });

  it('can be read as it is', () => {
    assert.deepEqual(
      lines.filter((line) => line.length > LONGEST_LINE),
      [],
    );
  });

  it('shows pictures that are there, and small', () => {
    const pictures = [...lines.join('\n').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    assert.ok(pictures.length > 0);
    for (const path of pictures) {
      assert.ok(existsSync(inProject(path)), path);
      assert.ok(statSync(inProject(path)).size <= LARGEST_PICTURE, path);
    }
  });
});
