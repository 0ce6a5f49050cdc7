import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterBuild, beforeBuild, BUILD_ENVIRONMENT, type Project } from '../build/around-build.ts';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { provideProgram, type SystemProgram } from '../environment/system-programs.ts';
import { Child } from '../processes/child.ts';
import { outcomeOf } from '../processes/outcome.ts';

const DEFAULT_LIMIT_SECONDS = 600;
const BACKGROUND_LIMIT_SECONDS = 3600;

/** How a program ended; `code` is `null` where it took too long and was ended. */
export interface ProgramResult {
  code: number | null;
  output: string;
}

/** How to run a program. */
export interface RunOptions {
  env?: Record<string, string | undefined>;
  limitSeconds?: number;
  /** Whether it gets only the processor time that other programs leave; its limit is that of a whole run then. */
  isInBackground?: boolean;
}

/** What the steps of one run share: a folder for their files, the browser, the builds, and the programs they started. */
export class Context {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-test-'));
  readonly #children = new Set<Child>();
  readonly #builds = new Map<Project, Promise<ProgramResult>>();
  readonly #programs = new Map<SystemProgram, Promise<string | undefined>>();
  #packedSandbox: Promise<string> | undefined;
  #installation: Promise<unknown> = Promise.resolve();
  #preparation: Promise<void> | undefined;
  #started = 0;
  #isDisposed = false;

  /** A path in this run's own folder. */
  file(name: string): string {
    return join(this.#folder, name);
  }

  /** @throws {Error} when there is no browser and none could be installed; what to do has been written then */
  async chromium(): Promise<string> {
    const path = await this.provide('chromium');
    if (path === undefined) throw new Error('There is no Chromium to test with; see above.');
    return path;
  }

  /** A program that npm does not install: looked for, and where it is missing installed, once in a run and one after another. */
  provide(id: SystemProgram): Promise<string | undefined> {
    return remember(this.#programs, id, () => {
      const program = this.#installation.then(() =>
        provideProgram(id, (command, options) => this.run(command, options)),
      );
      this.#installation = program.catch(() => undefined);
      return program;
    });
  }

  /** Runs a program of Node's to its end. */
  node(args: readonly string[], options?: RunOptions): Promise<ProgramResult> {
    return this.run([process.execPath, ...args], options);
  }

  /** Runs a program to its end. */
  async run(
    command: readonly string[],
    {
      env,
      isInBackground = false,
      limitSeconds = isInBackground ? BACKGROUND_LIMIT_SECONDS : DEFAULT_LIMIT_SECONDS,
    }: RunOptions = {},
  ): Promise<ProgramResult> {
    this.#started += 1;
    const logFile = this.file(`program-${this.#started}.log`);
    const options = { command, logFile, cwd: PROJECT_ROOT, env, isInBackground };
    const child = new Child(command[1] ?? 'program', options);
    this.#children.add(child);
    const { code, output } = await outcomeOf(child, limitSeconds);
    this.#children.delete(child);
    return { code, output };
  }

  /** Builds a project as `npm run build` does, once per run. */
  build(project: Project): Promise<ProgramResult> {
    return remember(this.#builds, project, () => this.#build(project));
  }

  async #build(project: Project): Promise<ProgramResult> {
    this.#preparation ??= beforeBuild();
    await this.#preparation;
    const result = await this.node(['node_modules/@angular/cli/bin/ng.js', 'build', project], {
      env: BUILD_ENVIRONMENT,
    });
    if (result.code === 0) await afterBuild(project);
    return result;
  }

  /** Packs the sandbox as it is published, once per run. @returns the path of the tarball @throws {Error} with the output, where it cannot */
  packedSandbox(): Promise<string> {
    this.#packedSandbox ??= this.#packSandbox();
    return this.#packedSandbox;
  }

  async #packSandbox(): Promise<string> {
    const folder = this.file('packed-sandbox');
    mkdirSync(folder);
    const args = ['--import', 'tsx', 'tools/packages/main.ts', '--pack-sandbox', folder];
    const { code, output } = await this.node(args);
    if (code !== 0) throw new Error(`The sandbox could not be packed:\n${output}`);
    return output.trim().split('\n').at(-1) ?? '';
  }

  /** Ends what still runs and removes the folder. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const child of this.#children) child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  known.set(key, made);
  return made;
}
