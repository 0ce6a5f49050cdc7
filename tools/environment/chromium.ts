import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Launcher } from 'chrome-launcher';

/** Debian's Chromium without windows, as Playwright downloads one where it may: pages need a third less processor time in it. */
const HEADLESS_SHELL = '/usr/lib/chromium/chromium-headless-shell';
/** Its command, a script that passes no signal on: who starts the browser by it cannot end it, and Karma waits for that without end. */
const HEADLESS_SHELL_COMMAND = '/usr/bin/chromium-headless-shell';

/**
 * Chromium or Chrome for tests: `CHROME_BIN`, or one that is installed and starts, the headless shell first; `undefined` where there is none.
 * @throws {Error} when `CHROME_BIN` does not start
 */
export function findChromium(): string | undefined {
  const named = withoutCommand(process.env['CHROME_BIN']);
  if (named) {
    if (starts(named)) return named;
    throw new Error(`CHROME_BIN is ${named}, which does not start.`);
  }
  return [HEADLESS_SHELL, ...installed()].find(starts);
}

function withoutCommand(path: string | undefined): string | undefined {
  return path === HEADLESS_SHELL_COMMAND && existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : path;
}

function installed(): string[] {
  try {
    return Launcher.getInstallations();
  } catch {
    // Its way to say on Linux that there is none.
    return [];
  }
}

/** A file of that name may be a stub that asks to install something. */
function starts(path: string): boolean {
  // Chrome for Windows opens a window instead of printing its version.
  if (process.platform === 'win32') return existsSync(path);
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /chrom/i.test(stdout);
}
