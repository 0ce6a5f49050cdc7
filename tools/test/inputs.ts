import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inProject, PROJECT_ROOT } from '../environment/project-root.ts';

const FOREIGN = new Set(['node_modules', 'dist', 'coverage']);

/** The files below a folder of the project whose names match, sorted. */
export function filesBelow(folder: string, pattern: RegExp): string[] {
  return readdirSync(inProject(folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return FOREIGN.has(entry.name) ? [] : filesBelow(path, pattern);
      return pattern.test(entry.name) ? [path] : [];
    })
    .sort();
}

/** Git's answer, a line (ended by NUL) each. */
export function git(...args: string[]): string[] {
  const text = execFileSync('git', args, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return text.split('\0').filter((line) => line !== '');
}

/**
 * What a check saw when it passed, kept in `.cache`. For checks whose result depends on all their files at once, so that a cache by file
 * could pass what is wrong.
 */
export class PassedInputs {
  readonly #file: string;
  readonly #hash: string | undefined;

  /** @param pattern of the files that the check reads, besides the installed packages */
  constructor(name: string, pattern: RegExp) {
    this.#file = inProject(`.cache/${name}.passed`);
    this.#hash = hashOf(pattern);
  }

  /** Whether the check has passed with exactly these files. */
  get havePassed(): boolean {
    return (
      this.#hash !== undefined && existsSync(this.#file) && readFileSync(this.#file, 'utf8') === this.#hash
    );
  }

  /** Keeps that the check has passed with the files as they were at the beginning. */
  keep(): void {
    if (this.#hash === undefined) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, this.#hash);
  }
}

function hashOf(pattern: RegExp): string | undefined {
  const hash = createHash('sha256').update(process.version);
  try {
    const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
    for (const path of [...new Set(files)].sort().filter((each) => pattern.test(each))) {
      if (existsSync(inProject(path))) hash.update(`\0${path}\0`).update(readFileSync(inProject(path)));
    }
    return hash.update(readFileSync(inProject('node_modules/.package-lock.json'))).digest('hex');
  } catch {
    // Not a clone, or no git: each run checks all.
    return undefined;
  }
}
