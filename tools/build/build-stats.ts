import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What esbuild tells of a build: its scripts by name, and what each has and imports. */
export interface BuildStats {
  readonly outputs: Readonly<Record<string, BuiltScript>>;
}

/** A script as esbuild has written it. */
interface BuiltScript {
  /** The module for which it was made, where there is one. */
  readonly entryPoint?: string;
  readonly imports?: readonly { readonly path: string; readonly kind: string }[];
  /** Its modules, by their paths. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The module with which the application begins. */
export const MAIN = 'src/main.ts';

/** @param folder the build's output, with `stats.json` */
export function readBuildStats(folder: string): BuildStats {
  return JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8')) as BuildStats;
}

/** The scripts of a build, and what each brings. */
export class BuiltScripts {
  readonly #outputs: BuildStats['outputs'];
  readonly #byModule: ReadonlyMap<string, string>;

  constructor({ outputs }: BuildStats) {
    this.#outputs = outputs;
    this.#byModule = new Map(
      Object.entries(outputs).flatMap(([name, { entryPoint }]) =>
        entryPoint === undefined ? [] : [[entryPoint, name]],
      ),
    );
  }

  /** The script of a module. @throws {Error} when the module has none of its own */
  of(module: string): string {
    const name = this.#byModule.get(module);
    if (name === undefined)
      throw new Error(`${module} is not loaded on demand, so it cannot be the beginning of a bundle.`);
    return name;
  }

  /** The script of a module, and all that it imports at once. */
  withImports(module: string): ReadonlySet<string> {
    return reachable([this.of(module)], (name) => importedAtOnce(this.#outputs[name]));
  }
}

/** The scripts that a script imports without being asked for them. */
export function importedAtOnce({ imports = [] }: Pick<BuiltScript, 'imports'> = {}): readonly string[] {
  return imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path);
}

/** All that is reached from some places, these among them. */
export function reachable(
  from: Iterable<string>,
  importsOf: (name: string) => readonly string[],
): Set<string> {
  const found = new Set(from);
  for (const name of found) for (const each of importsOf(name)) found.add(each);
  return found;
}
