import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inProject } from '../environment/project-root.ts';

const listed = [
  ...readFileSync(inProject('projects/ngx-qlik/src/errors/error-codes.ts'), 'utf8').matchAll(
    /^ {2}\| '([a-z-]+)';?$/gm,
  ),
].map(([, code]) => code);
const documented = [...readFileSync(inProject('docs/errors.md'), 'utf8').matchAll(/^### `([a-z-]+)`$/gm)].map(
  ([, code]) => code,
);

describe('docs/errors.md', () => {
  it('has an anchor for each code of the library', () => {
    assert.ok(listed.length > 30, 'the list of codes was not found');
    assert.deepEqual(
      listed.filter((code) => !documented.includes(code)),
      [],
    );
  });

  it('has no code that does not exist, and none twice', () => {
    assert.deepEqual(
      documented.filter((code) => !listed.includes(code)),
      [],
    );
    assert.equal(new Set(documented).size, documented.length);
    assert.equal(new Set(listed).size, listed.length);
  });
});
