import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findChromium } from './chromium.ts';

const LIMIT_SECONDS = 600;
/** Asked by Debian before a package starts its service; 101 means "not allowed". */
const POLICY = '/usr/sbin/policy-rc.d';
const NO_SERVICES = '#!/bin/sh\nexit 101\n';

/** Runs a program to its end; `code` is `null` when it took too long. */
export type RunProgram = (
  command: readonly string[],
  options: { env: Record<string, string>; limitSeconds: number },
) => Promise<{ code: number | null; output: string }>;

/** What some tests need, which npm does not install. */
export type SystemProgram = keyof typeof PROGRAMS;

const PROGRAMS = {
  chromium: {
    title: 'Chromium',
    debianPackages: ['chromium-headless-shell', 'chromium'],
    find: findChromium,
    advice:
      'The browser tests need Chromium or Google Chrome, and none was found.\n' +
      'Install one (Debian: apt-get install chromium-headless-shell; macOS: brew install --cask google-chrome), or set CHROME_BIN to its path.',
  },
  redis: {
    title: 'Redis',
    debianPackages: ['redis-server'],
    find: () => ifItRuns('redis-server', '--version'),
    advice:
      'There is no Redis, so what needs one is not tested (Debian: apt-get install redis-server; macOS: brew install redis).',
  },
  nginx: {
    title: 'nginx',
    debianPackages: ['nginx-light'],
    find: () => ifItRuns('nginx', '-v'),
    advice:
      'There is no nginx, so the backend is not tested behind it (Debian: apt-get install nginx-light; macOS: those specs need Linux).',
  },
} as const;

/**
 * A program that is installed, or is installed now where that is possible without a question. Must not run twice at a time: apt allows
 * one installation only.
 * @returns its path, or `undefined` after writing what to install
 */
export async function provideProgram(id: SystemProgram, run: RunProgram): Promise<string | undefined> {
  const { title, debianPackages, find, advice } = PROGRAMS[id];
  const found = find() ?? ((await installWithApt(debianPackages, title, run)) ? find() : undefined);
  if (found === undefined) process.stderr.write(`${advice}\n`);
  return found;
}

function ifItRuns(program: string, versionOption: string): string | undefined {
  return spawnSync(program, [versionOption], { timeout: 20_000 }).status === 0 ? program : undefined;
}

/**
 * Installs the first of these Debian packages that the machine's sources have, without starting its service: nginx's would take port 80.
 * Returns whether one was installed.
 */
async function installWithApt(names: readonly string[], title: string, run: RunProgram): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !isDebian()) return false;
  process.stdout.write(`No ${title} found; installing it with apt-get.\n`);
  const aptGet = async (...args: string[]) => {
    const { code, output } = await run(['apt-get', ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      limitSeconds: LIMIT_SECONDS,
    });
    if (code !== 0) process.stderr.write(`apt-get ${args.join(' ')} failed:\n${output}\n`);
    return code === 0;
  };
  if (!(await aptGet('update'))) return false;
  return withoutServices(async () => {
    for (const name of names) if (await aptGet('install', '-y', '--no-install-recommends', name)) return true;
    return false;
  });
}

/** A policy that the machine has already is left as it is. */
async function withoutServices<T>(install: () => Promise<T>): Promise<T> {
  if (existsSync(POLICY)) return install();
  const remove = () => rmSync(POLICY, { force: true });
  writeFileSync(POLICY, NO_SERVICES, { mode: 0o755 });
  // Ctrl-C ends this process without the end of the installation.
  process.once('exit', remove);
  try {
    return await install();
  } finally {
    remove();
    process.off('exit', remove);
  }
}

function isDebian(): boolean {
  return (
    existsSync('/etc/os-release') && /\b(debian|ubuntu)\b/i.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
