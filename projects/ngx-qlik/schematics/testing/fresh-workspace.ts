import type { Tree } from '@angular-devkit/schematics';
import { SchematicTestRunner, type UnitTestTree } from '@angular-devkit/schematics/testing';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import ts from 'typescript';
import { buildSchematics } from '../../../../tools/build/schematics.ts';
import { inProject } from '../../../../tools/environment/project-root.ts';

let folder: string;
/** Builds the schematics before the tests of a file. */
export function buildBefore(): void {
  before(async () => {
    // Below the project, so that Angular's packages are found.
    mkdirSync(inProject('.cache'), { recursive: true });
    folder = mkdtempSync(inProject('.cache/schematics-'));
    await buildSchematics(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
}

/** Runs schematics of this package. */
export const runnerOf = (collection: 'collection.json' | 'migrations.json' = 'collection.json') =>
  new SchematicTestRunner('ngx-qlik', join(folder, collection));
/** Runs a schematic of Angular. */
export const angular = (name: string, options: object, tree?: Tree): Promise<UnitTestTree> =>
  runnerOf().runExternalSchematic('@schematics/angular', name, options, tree);

/** How a workspace is made. */
export interface Layout {
  readonly isStandalone: boolean;
  readonly isZoneless: boolean;
  readonly hasRouting: boolean;
}
const USUAL: Layout = { isStandalone: true, isZoneless: false, hasRouting: true };

/** A new workspace with the application `shop`. */
export async function workspace({
  isStandalone,
  isZoneless,
  hasRouting,
}: Layout = USUAL): Promise<UnitTestTree> {
  const tree = await angular('workspace', { name: 'shop', version: '19.2.0', newProjectRoot: 'projects' });
  return addApplication(tree, 'shop', { isStandalone, isZoneless, hasRouting, projectRoot: '' });
}

/** Adds an application to a workspace. */
export function addApplication(
  tree: Tree,
  name: string,
  layout: Partial<Layout> & { readonly projectRoot?: string } = {},
) {
  const { isStandalone = true, isZoneless = false, hasRouting = true, ...rest } = layout;
  return angular(
    'application',
    {
      ...rest,
      name,
      standalone: isStandalone,
      experimentalZoneless: isZoneless,
      routing: hasRouting,
      ssr: false,
      skipPackageJson: true,
    },
    tree,
  );
}

/** Runs `ng add`. */
export const add = (tree: Tree, options: object) => runnerOf().runSchematic('ng-add', options, tree);
/** Runs `ng add`, and returns what it says as well. */
export async function addAloud(tree: Tree, options: object) {
  const runner = runnerOf();
  const messages: string[] = [];
  runner.logger.subscribe(({ message }) => messages.push(message));
  const added = await runner.runSchematic('ng-add', options, tree).catch((thrown: unknown) => thrown);
  return { added: added as UnitTestTree, messages: messages.join('\n') };
}
/** The files of a workspace. */
export const contents = (tree: Tree): Record<string, string> => {
  const files: Record<string, string> = {};
  tree.visit((path) => {
    if (!path.startsWith('/node_modules')) files[path] = tree.read(path)?.toString() ?? '';
  });
  return files;
};

/** Reads a file of JSON. */
export function json(tree: UnitTestTree, path: string): unknown {
  return JSON.parse(tree.readContent(path));
}

/** Fails where a file of the workspace is no TypeScript. */
export function assertTypeScript(tree: UnitTestTree): void {
  for (const path of tree.files.filter((each) => each.endsWith('.ts') && each.startsWith('/'))) {
    const { diagnostics = [] } = ts.transpileModule(tree.readContent(path), { reportDiagnostics: true });
    assert.deepEqual(
      diagnostics.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
      [],
    );
  }
}
