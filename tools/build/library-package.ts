import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transform } from 'esbuild';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { rollUpTypes } from './api-extractor.ts';
import { publishedManifest } from './published-manifest.ts';

/**
 * Makes of ng-packagr's output what is published: one declaration file per entry point, and scripts without comments, indentation and source maps. Both
 * halve the package, and declarations in one file have no imports without extensions, which Node's own resolution of types refuses.
 *
 * @param folder the built library
 */
export async function tidyLibrary(folder: string): Promise<void> {
  rollUpDeclarations(folder);
  const manifest = join(folder, 'package.json');
  writeFileSync(
    manifest,
    `${JSON.stringify(publishedManifest(readFileSync(manifest, 'utf8')), undefined, 2)}\n`,
  );
  await shorten(join(folder, 'fesm2022'));
  await shortenEarlyStart(join(folder, 'assets'));
}

/** Shortens, in a folder with the files of an application, the script that every page loads before all others. */
export async function shortenEarlyStart(folder: string): Promise<void> {
  const path = join(folder, 'qlik-early-start.js');
  const { code } = await transform(readFileSync(path, 'utf8'), { target: 'es2022', minify: true });
  writeFileSync(path, code);
}

/** A built entry point: its name, such as `ngx-qlik-testing-harnesses`, and the file of its declarations. */
interface BuiltEntryPoint {
  readonly name: string;
  readonly declarations: string;
}

/** The built entry points: the package itself first, and before each the one around it. */
export function entryPointsOf(folder: string, name = 'ngx-qlik'): readonly BuiltEntryPoint[] {
  const declarations = join(folder, 'index.d.ts');
  if (!existsSync(declarations)) return [];
  const inner = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => entryPointsOf(join(folder, entry.name), `${name}-${entry.name}`));
  return [{ name, declarations }, ...inner];
}

/** Declarations are read as an application reads them. */
export const COMPILER_OPTIONS = {
  target: 'ES2022',
  module: 'ES2022',
  moduleResolution: 'bundler',
  strict: true,
  skipLibCheck: true,
  lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
  types: [],
};

function rollUpDeclarations(folder: string): void {
  // Beside a copy of itself the library is a package to each entry point: other entry points are imported then, and not copied into this one.
  const workplace = mkdtempSync(join(folder, '../declarations-'));
  try {
    const own = join(workplace, 'library');
    cpSync(folder, own, { recursive: true, filter: (path) => !/\.(m?js|json|map|html)$/.test(path) });
    mkdirSync(join(workplace, 'node_modules'));
    const packageJson = join(PROJECT_ROOT, 'projects/ngx-qlik/package.json');
    symlinkSync(folder, join(workplace, 'node_modules/ngx-qlik'), 'junction');
    rollUpTypes(
      entryPointsOf(own).map(({ declarations }) => ({ declarations, target: `${declarations}.joined` })),
      { packageJson, compilerOptions: COMPILER_OPTIONS },
    );
    removeDeclarations(folder);
    for (const { declarations } of entryPointsOf(own)) {
      const path = join(folder, relative(own, declarations));
      mkdirSync(dirname(path), { recursive: true });
      cpSync(`${declarations}.joined`, path);
    }
  } finally {
    rmSync(workplace, { recursive: true });
  }
}

function removeDeclarations(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      removeDeclarations(path);
      if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
    } else if (/\.d\.ts(\.map)?$/.test(entry.name)) rmSync(path);
  }
}

/** Names stay, as do comments that tell tools something, such as that a call has no side effects; and lines, long ones, for traces of errors. */
async function shorten(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.map')) rmSync(path);
    if (!name.endsWith('.mjs')) continue;
    const source = readFileSync(path, 'utf8');
    const { code } = await transform(source, {
      target: 'esnext',
      // It would remove what tells bundlers to leave an import alone.
      minifyWhitespace: !source.includes('@vite-ignore'),
      lineLimit: 500,
      charset: 'utf8',
      legalComments: 'inline',
      sourcefile: name,
    });
    writeFileSync(path, code);
  }
}
