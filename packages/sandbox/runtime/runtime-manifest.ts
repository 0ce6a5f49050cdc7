import { relative, resolve, sep } from 'node:path';
import type { Metafile } from 'esbuild';

/** A runtime module as `main.js` finds it. */
interface RuntimeModuleFiles {
  readonly file: string;
  /** The export of the file that is the module; the whole file when absent. */
  readonly member?: string;
  /** What else it needs at once, fetched side by side with it. */
  readonly preload: readonly string[];
}

export interface RuntimeManifest {
  /** By the name clients import, for example `auth@v1`. */
  readonly modules: Readonly<Record<string, RuntimeModuleFiles>>;
  /** Every file with its size in bytes, uncompressed. */
  readonly files: Readonly<Record<string, number>>;
}

interface ModuleSource {
  readonly entry: string;
  readonly member?: string;
  /** Session code is one dynamic import away from Qlik's client; opening a session needs it at once. */
  readonly opensSessions?: true;
}

/** The names under which Qlik's clients import, and `classic-page@sandbox` of the tenant's own pages. */
const MODULES: Readonly<Record<string, ModuleSource>> = {
  'auth@v1': { entry: 'qlik-client', member: 'auth' },
  'invoke-fetch@v1': { entry: 'qlik-client', member: 'invokeFetch' },
  'qix@v1': { entry: 'qlik-client', member: 'qix', opensSessions: true },
  'embed-vanilla@v1': { entry: 'embed-vanilla', opensSessions: true },
  'initial-app-state@v1': { entry: 'initial-app-state' },
  'classic-page@sandbox': { entry: 'classic-page', opensSessions: true },
  'oauth-callback@v1': { entry: 'oauth-callback' },
};

/**
 * Reads from esbuild's report which files make up each module.
 * @throws {Error} when a module has no file.
 */
export function describeModules(metafile: Metafile, outdir: string): RuntimeManifest {
  const fileName = (path: string): string => relative(outdir, resolve(path)).split(sep).join('/');
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => ({
    file: fileName(path),
    ...output,
  }));
  const byFile = new Map(outputs.map((output) => [output.file, output]));

  const closure = (file: string, kinds: readonly string[], found = new Set<string>()): Set<string> => {
    for (const entry of byFile.get(file)?.imports ?? []) {
      const imported = fileName(entry.path);
      if (entry.external || !kinds.includes(entry.kind) || found.has(imported)) continue;
      found.add(imported);
      closure(imported, kinds, found);
    }
    return found;
  };

  const outputOf = (entry: string) =>
    outputs.find(({ file, entryPoint }) => entryPoint?.endsWith(`/${entry}.ts`) && file.startsWith(entry));
  const sessionFiles = closure(outputOf('qlik-client')?.file ?? '', ['import-statement', 'dynamic-import']);

  const modules = Object.entries(MODULES).map(([name, source]): [string, RuntimeModuleFiles] => {
    const { entry, member, opensSessions } = source;
    const output = outputOf(entry);
    if (!output || (member && !output.exports.includes(member)))
      throw new Error(`The build wrote no ${name}.`);
    const needed = closure(output.file, ['import-statement']);
    const preload = [...new Set([...needed, ...(opensSessions ? sessionFiles : [])])].sort();
    return [name, { file: output.file, ...(member && { member }), preload }];
  });

  return {
    modules: Object.fromEntries(modules),
    files: Object.fromEntries(outputs.map(({ file, bytes }) => [file, bytes])),
  };
}
