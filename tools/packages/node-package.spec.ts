import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { requirePrograms } from './node-package.ts';

describe('the Dockerfile of a package', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-package-'));
    writeFileSync(join(folder, 'tool.mjs'), '');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const check = (dockerfile: string) => () => {
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    requirePrograms(folder, 'tool');
  };

  it('starts a program of the package', () => {
    assert.doesNotThrow(
      check('FROM node\nENTRYPOINT ["node", "/opt/tool/tool.mjs", "--listen", "0.0.0.0"]\n'),
    );
  });

  for (const [what, line] of [
    ['a file that is not there', 'ENTRYPOINT ["node", "/opt/tool/bin.mjs"]'],
    ['a file of another folder', 'ENTRYPOINT ["node", "/opt/other/tool.mjs"]'],
    ['nothing', 'CMD ["node"]'],
  ] as const)
    it(`is refused where it starts ${what}`, () => {
      assert.throws(check(`FROM node\n${line}\n`), /Dockerfile starts/);
    });
});
