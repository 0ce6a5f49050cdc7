import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { inProject } from '../environment/project-root.ts';

/** Compiled by `ng test`, with `noCheck`; and the project whose types are checked in its place, by the step `types`. */
const PROJECTS = [
  ['projects/ngx-qlik/tsconfig.spec.json', 'projects/ngx-qlik/tsconfig.json'],
  ['tsconfig.spec.json', 'src/tsconfig.json'],
] as const;

/** What changes the output only, or where it is. */
const OUTPUT = ['outDir', 'rootDir', 'noEmit', 'noCheck', 'configFilePath'];

function read(path: string): ts.ParsedCommandLine {
  const file = inProject(path);
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(file), undefined, file);
}

for (const [unchecked, checked] of PROJECTS) {
  describe(`${unchecked}, which checks no types`, () => {
    const [compiled, types] = [read(unchecked), read(checked)];

    it(`has no file that ${checked} has not`, () => {
      const known = new Set(types.fileNames);
      assert.ok(compiled.fileNames.length > 50);
      assert.deepEqual(
        compiled.fileNames.filter((file) => !known.has(file)),
        [],
      );
    });

    it('has the same options', () => {
      const optionsOf = ({ options }: ts.ParsedCommandLine) =>
        Object.fromEntries(Object.entries(options).filter(([name]) => !OUTPUT.includes(name)));
      assert.equal(compiled.options.noCheck, true);
      assert.notEqual(types.options.noCheck, true);
      assert.deepEqual(optionsOf(compiled), optionsOf(types));
    });
  });
}
