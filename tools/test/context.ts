import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideChromium } from '../environment/chromium.ts';
import { PROJECT_ROOT } from '../environment/project-root.ts';
import { Child } from '../processes/child.ts';

const DEFAULT_LIMIT_SECONDS = 600;

/** What the steps of one run share: a folder for their files, the browser, the builds, and the programs they started. */
export class Context {
  #folder = mkdtempSync(join(tmpdir(), 'ngx-qlik-test-'));
  #children = new Set();
  #builds = new Map();
  #prepared;
  #chromium;
  #isDisposed = false;

  /** A path in this run's own folder. */
  file(name) {
    return join(this.#folder, name);
  }

  /** @throws {Error} when there is no browser and none could be installed; what to do has been said then */
  chromium() {
    this.#chromium ??= provideChromium();
    if (this.#chromium === undefined) throw new Error('There is no Chromium to test with; see above.');
    return this.#chromium;
  }

  /** Runs a program of Node's to its end. */
  node(args, options) {
    return this.run([process.execPath, ...args], options);
  }

  /**
   * Runs a program to its end.
   * @returns `{ code, output }`; a program that takes longer than `limitSeconds` is ended, and `code` is then `null`
   */
  async run(command, { env, limitSeconds = DEFAULT_LIMIT_SECONDS, logName } = {}) {
    const logFile = this.file(`${logName ?? 'program'}-${this.#children.size}-${Date.now()}.log`);
    const child = new Child(command[1] ?? command[0], { command, logFile, cwd: PROJECT_ROOT, env });
    const lines = [];
    child.onLine((line) => lines.push(line));
    this.#children.add(child);
    let isTooLate = false;
    const limit = setTimeout(() => {
      isTooLate = true;
      lines.push(`It was ended after ${limitSeconds} s.`);
      void child.stop();
    }, limitSeconds * 1000);
    const { code } = await child.ended;
    clearTimeout(limit);
    this.#children.delete(child);
    return { code: isTooLate ? null : code, output: lines.join('\n') };
  }

  /** Builds a project as `npm run build` does, once per run. Resolves with `{ code, output }`. */
  build(project) {
    const existing = this.#builds.get(project);
    if (existing) return existing;
    const building = this.#build(project);
    this.#builds.set(project, building);
    return building;
  }

  async #build(project) {
    // Not at the top: when this file is read, dependencies may not be installed yet.
    const { afterBuild, beforeBuild, BUILD_ENVIRONMENT } = await import('../build/around-build.ts');
    this.#prepared ??= beforeBuild();
    await this.#prepared;
    const result = await this.node(['node_modules/@angular/cli/bin/ng.js', 'build', project], {
      env: BUILD_ENVIRONMENT,
      logName: `build-${project}`,
    });
    if (result.code === 0) await afterBuild(project);
    return result;
  }

  /** Ends what still runs and removes the folder. */
  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const child of this.#children) child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
