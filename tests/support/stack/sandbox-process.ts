import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { Child } from '../../../tools/processes/child.ts';
import { compiledProgram } from '../../../tools/processes/compiled-program.ts';
import { readAddresses, type SandboxAddresses } from '../../../tools/stack/sandbox-addresses.ts';

/** A sandbox in a separate process. */
export interface SandboxProcess {
  readonly addresses: SandboxAddresses;
  readonly stop: () => Promise<void>;
}

/** How a sandbox is started. */
export interface SandboxSettings {
  /** Origins of applications, for CORS and redirects. */
  readonly appOrigins: readonly string[];
  readonly logFile: string;
  /** Further options of its command line. */
  readonly args: readonly string[];
}

/** Compiles the sandbox. @returns the path of the program */
export function compileSandbox(): Promise<string> {
  return compiledProgram('packages/sandbox/main.ts');
}

/**
 * Starts a sandbox on free ports and waits until it listens.
 * @throws {Error} with its last lines when it does not start
 */
export async function startSandbox({ appOrigins, logFile, args }: SandboxSettings): Promise<SandboxProcess> {
  const child = new Child('The sandbox', {
    command: [
      ...[process.execPath, await compileSandbox(), '--json'],
      ...['--admin-port', '0', '--cloud-port', '0'],
      ...appOrigins.flatMap((origin) => ['--app-origin', origin]),
      ...args,
    ],
    cwd: PROJECT_ROOT,
    logFile,
  });
  return whenListening(child);
}

/**
 * Waits until a sandbox that was started with `--json` listens.
 * @throws {Error} with its last lines when it does not, after stopping it
 */
export async function whenListening(child: Child): Promise<SandboxProcess> {
  try {
    return { addresses: await readAddresses(child), stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
