import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../tools/environment/project-root.ts';
import { Child } from '../../tools/processes/child.ts';
import { type Outcome, outcomeOf } from '../../tools/processes/outcome.ts';

/**
 * Makes a folder outside the sources with the built library among its packages, as a project has it that installed the library.
 * @param files folder of the project that is copied into it
 */
export function makeConsumer(name: string, files: string): string {
  const library = inProject('dist/ngx-qlik');
  if (!existsSync(join(library, 'package.json'))) throw new Error('Build the library first: npm run build');
  const folder = inProject(join('dist/platforms', name));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  cpSync(inProject(files), folder, { recursive: true });
  symlinkSync(library, join(folder, 'node_modules/ngx-qlik'), 'junction');
  return folder;
}

/**
 * The compiler that checks the types which a project sees: TypeScript's native one, in a fifth of the time of the one that Angular 19 needs.
 * With that the library is built, and the step `consumers` compiles it with that of a later Angular.
 */
export const TSC = inProject('node_modules/typescript-native/bin/tsc');

/** Runs npm in that folder. @returns what it wrote @throws {Error} when it fails, or takes longer than four minutes */
export function npm(args: readonly string[], folder: string): string {
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 240_000 });
}

/**
 * Runs a program of Node's in that folder until it ends.
 * A program that takes longer than `limitSeconds` is ended.
 */
export function runIn(
  folder: string,
  args: readonly string[],
  { limitSeconds, env }: { readonly limitSeconds: number; readonly env?: Record<string, string> },
): Promise<Outcome> {
  const child = new Child(args.find((each) => !each.startsWith('-')) ?? 'node', {
    command: [process.execPath, ...args],
    cwd: folder,
    env,
    logFile: join(folder, 'program.log'),
  });
  return outcomeOf(child, limitSeconds);
}
