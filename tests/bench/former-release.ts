import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inProject, PROJECT_ROOT } from '../../tools/environment/project-root.ts';

const LIMIT_MS = 15 * 60_000;

/** The latest release's tag, or `undefined` before the first release. */
export function latestRelease(): string | undefined {
  try {
    return git(['describe', '--tags', '--abbrev=0', '--match', 'v*'], { quiet: true });
  } catch {
    // git fails where no tag matches.
    return undefined;
  }
}

/**
 * The application as it was built at a former commit. It is built once, in a temporary checkout, and kept by the commit's id.
 * @param ref a tag or commit of this repository
 * @returns the folder of the site
 * @throws {Error} when there is no such commit, or its build fails
 */
export function builtRelease(ref: string): string {
  let commit: string;
  try {
    commit = git(['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], { quiet: true });
  } catch (cause) {
    throw new Error(`--release: ${ref} is no commit of this repository. A shallow clone lacks former ones.`, {
      cause,
    });
  }
  const kept = inProject(join('.cache/bench', commit));
  if (existsSync(kept)) return kept;
  const folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-release-'));
  const checkout = join(folder, 'checkout');
  try {
    git(['worktree', 'add', '--detach', checkout, commit]);
    for (const args of [
      ['ci', '--no-audit', '--no-fund'],
      ['run', 'build'],
    ]) {
      process.stderr.write(`${ref}: npm ${args.join(' ')}\n`);
      execFileSync('npm', args, { cwd: checkout, timeout: LIMIT_MS, stdio: ['ignore', 'ignore', 'inherit'] });
    }
    mkdirSync(dirname(kept), { recursive: true });
    // Whole or not at all, so that an interrupted copy is not taken for a build.
    cpSync(join(checkout, 'dist/app/browser'), `${kept}.part`, { recursive: true });
    renameSync(`${kept}.part`, kept);
    return kept;
  } finally {
    if (existsSync(checkout)) git(['worktree', 'remove', '--force', checkout]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(args: readonly string[], { quiet = false }: { readonly quiet?: boolean } = {}): string {
  return execFileSync('git', args, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', quiet ? 'pipe' : 'inherit'],
  }).trim();
}
