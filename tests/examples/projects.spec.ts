import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../../tools/environment/project-root.ts';
import { EXAMPLES } from './options.ts';
import { dependenciesOfAll, type Manifest } from './packages.ts';
import { projectsOf } from './projects.ts';

const IMPORT = /(?:from|import\(?) ?'([^'.][^']*)'/g;
const PROJECTS = EXAMPLES.flatMap((name) => projectsOf(name));

/** The packages that the sources of a project import. */
function importedPackages(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true }).map(String);
  const sources = files.filter((file) => file.endsWith('.ts') && !/node_modules|dist/.test(file));
  const names = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(IMPORT)].map(([, name = '']) => name),
  );
  const packages = names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  return new Set(packages.filter((name) => !isBuiltin(name)));
}

describe('the projects of the examples', () => {
  // Their tests share one node_modules, where a package that one of them lacks would be found all the same.
  for (const { path, manifest } of PROJECTS)
    it(`${path} names the packages that it imports, and has a README`, () => {
      const named = { ...manifest.dependencies, ...manifest.devDependencies };
      const imported = importedPackages(inProject(join('examples', path)));
      assert.ok(imported.has('ngx-qlik'));
      assert.deepEqual(
        [...imported].filter((name) => !(name in named)),
        [],
      );
      const [example = ''] = path.split('/');
      const readme = readFileSync(inProject(join('examples', example, 'README.md')), 'utf8');
      for (const part of ['## Run it', '## What matters']) assert.ok(readme.includes(part), part);
    });

  it('agree on versions, so that those of one Angular can be installed once', () => {
    const manifest = (range: string): Manifest => ({
      scripts: {},
      dependencies: { rxjs: range, 'ngx-qlik': '^0.1.0' },
      devDependencies: {},
    });
    assert.deepEqual(dependenciesOfAll([manifest('~7.8.0'), manifest('~7.8.0')], { 'ngx-qlik': '/a.tgz' }), {
      rxjs: '~7.8.0',
      'ngx-qlik': 'file:/a.tgz',
    });
    assert.throws(
      () => dependenciesOfAll([manifest('~7.8.0'), manifest('^6')], {}),
      /different versions of rxjs: ~7\.8\.0 and \^6/,
    );
    for (const group of new Set(PROJECTS.map((each) => each.group)))
      dependenciesOfAll(
        PROJECTS.filter((each) => each.group === group).map((each) => each.manifest),
        {},
      );
  });
});
