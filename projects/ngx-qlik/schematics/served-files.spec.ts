import { HostTree } from '@angular-devkit/schematics';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { inProject } from '../../../tools/environment/project-root.ts';
import { servedFile } from './served-files.ts';
import type { Application } from './project.ts';

/** An asset as Angular's builder reads it, and as it copies it. */
interface Rule {
  readonly input: string;
  readonly output: string;
}
interface Copy {
  readonly source: string;
  readonly destination: string;
}
// The functions of the builder itself, which its package does not export.
const load = createRequire(import.meta.url);
const { normalizeAssetPatterns } = load(
  inProject('node_modules/@angular/build/src/utils/normalize-asset-patterns.js'),
) as { normalizeAssetPatterns: (...given: readonly unknown[]) => readonly Rule[] };
const { resolveAssets } = load(inProject('node_modules/@angular/build/src/utils/resolve-assets.js')) as {
  resolveAssets: (rules: readonly Rule[], root: string) => Promise<readonly Copy[]>;
};

/** What a build copies of the files in a folder, by its place in the site. */
async function copiesOf(root: string, assets: readonly unknown[]): Promise<ReadonlyMap<string, string>> {
  // The builder changes rules of its own.
  const rules = normalizeAssetPatterns(structuredClone(assets), root, '', 'src');
  const copies = await resolveAssets(rules, root);
  return new Map(copies.map(({ source, destination }) => [destination, relative(root, source)]));
}

async function inFolder(files: readonly string[], run: (root: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'served-files-'));
  try {
    for (const file of files) write(root, file);
    await run(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function write(root: string, file: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '{}');
}

function treeOf(files: readonly string[]): HostTree {
  const tree = new HostTree();
  for (const file of files) tree.create(file, '{}');
  return tree;
}

function applicationWith(assets: readonly unknown[]): Pick<Application, 'project' | 'sourceRoot'> {
  const targets = new Map([['build', { builder: 'x', options: { assets } }]]);
  return { project: { root: '', targets }, sourceRoot: 'src' } as unknown as Application;
}

const ADDRESSES = [
  'connections.json',
  'config/connections.json',
  'config/qlik/tenants.json',
  'connections.json/a.json',
];
const FOLDERS = ['', 'config', 'public', 'public/config', 'src', 'src/config', 'src/assets'];
const inside = (folder: string, file: string) => (folder === '' ? file : `${folder}/${file}`);
const file = fc
  .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...ADDRESSES.slice(0, 3)))
  .map(([folder, name]) => inside(folder, name));

const path = fc.oneof(
  fc.constantFrom('src', './src/', 'src/config', 'src/config/', 'src/assets', './src/connections.json'),
  file.filter((each) => each.startsWith('src/')),
);
const glob = fc.constantFrom(
  '**/*',
  '*',
  '*.json',
  '**/*.json',
  '**/connections.json',
  'connections.json',
  './connections.json',
  'config/**',
  'config/*.json',
  'config/connections.json',
  '*.{json,txt}',
  '**/!(tenants).json',
  '[a-d]*.json',
  '{connections,config/qlik/tenants}.json',
  'co[m-o]fig/**/*',
  'config/connections.jso?',
  '!connections.json',
  '**/*.txt',
  'config',
);
const ignored = fc.constantFrom(
  'connections.json',
  '**/connections.json',
  'config',
  'config/**',
  '**/qlik',
  '**/qlik/*',
  '*',
  '**/*.txt',
  '*.json',
  '!connections.json',
);
const rule = fc.record(
  {
    glob,
    input: fc.constantFrom('public', './public/', 'config', '.', 'src', 'public/config', 'nowhere'),
    output: fc.constantFrom('', '.', '/', 'config', '/config/', './config/qlik'),
    ignore: fc.array(ignored, { maxLength: 2 }),
  },
  { requiredKeys: ['glob', 'input'] },
);
const assets = fc.array(
  fc.oneof(path, rule, { weight: 1, arbitrary: fc.constant({ glob: '**/*', input: 'public' }) }),
  {
    maxLength: 4,
  },
);

describe('the file that is served at an address', () => {
  it('is the one that the build copies there last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(file, { maxLength: 10 }), assets, async (files, list) => {
        await inFolder(files, async (root) => {
          const copies = await copiesOf(root, list);
          for (const address of ADDRESSES) {
            const found = servedFile(treeOf(files), applicationWith(list), address);
            const served = copies.get(address);
            if (served !== undefined) assert.equal(found.path, served, address);
            else
              assert.ok(
                !files.includes(found.path) || found.rule,
                `${found.path} is not served at ${address}`,
              );
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is served when it is made where there is none, and takes the place of no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(file, { maxLength: 6 }),
        assets,
        fc.constantFrom(...ADDRESSES.slice(0, 3)),
        async (files, list, address) => {
          await inFolder(files, async (root) => {
            const before = await copiesOf(root, list);
            const { path: made, rule: added } = servedFile(treeOf(files), applicationWith(list), address);
            write(root, made);
            const after = await copiesOf(root, added ? [...list, added] : list);
            assert.equal(after.get(address), made);
            for (const [place, source] of before) {
              const isCopiedTwice = place !== address && after.get(place) === made;
              if (!isCopiedTwice) assert.equal(after.get(place), source, place);
            }
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
