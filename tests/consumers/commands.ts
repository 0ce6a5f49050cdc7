import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Child } from '../../tools/processes/child.ts';
import { outcomeOf } from '../../tools/processes/outcome.ts';

/** Of a command, and of what a development server does before it answers: a build takes minutes where other programs use the machine. */
export const COMMAND_LIMIT_SECONDS = 600;

/** The command line of a project's Angular. `npx` in front of it starts npm, for half a second of processor time each. */
export const NG = ['node', 'node_modules/@angular/cli/bin/ng.js'] as const;
let count = 0;

/** The run was ended from outside. */
export class RunEnded extends Error {}

/** Runs a command to its end. @returns what it wrote @throws {Error} with its output when it fails, or takes longer than ten minutes */
export type RunCommand = (command: readonly string[]) => Promise<string>;

/** Where commands run, and with what. */
export interface CommandPlace {
  readonly folder: string;
  /** Gets the logs. */
  readonly logs: string;
  /** A Node before all others; that of this program where it is not given. */
  readonly nodeFolder?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<Child>();
let isStopping = false;

/** Ends what runs; commands after it fail. */
export function stopCommands(): void {
  isStopping = true;
  for (const child of running) child.kill();
}

/** The environment of programs that belong to a fresh project. */
function environmentOf({ nodeFolder, env }: CommandPlace): Record<string, string> {
  const path = process.env['PATH'] ?? '';
  return {
    NG_CLI_ANALYTICS: 'false',
    CI: 'true',
    // What npm tells a user beside its work: each audit reads the registry's documents of many packages.
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    ...(nodeFolder === undefined ? {} : { PATH: nodeFolder + delimiter + path }),
    ...env,
  };
}

/** Starts a program beside this one; it is ended with the others. */
export function start(place: CommandPlace, command: readonly string[]): Child {
  if (isStopping) throw new RunEnded('The run was ended.');
  count += 1;
  const child = new Child(command.slice(0, 3).join(' '), {
    command,
    cwd: place.folder,
    env: environmentOf(place),
    logFile: join(place.logs, `command-${count}.log`),
  });
  running.add(child);
  void child.ended.then(() => running.delete(child));
  return child;
}

/** Commands that run at a place. */
export function commandsAt(place: CommandPlace): RunCommand {
  return async (command) => {
    const { code, output } = await outcomeOf(start(place, command), COMMAND_LIMIT_SECONDS);
    if (isStopping) throw new RunEnded('The run was ended.');
    if (code === 0) return output;
    throw new Error(`${command.join(' ')} ended with ${code ?? 'a signal'}:\n${output}`);
  };
}

/**
 * Packs a built package into a folder that has no other packed one.
 * @returns the path of the file
 * @throws {Error} with npm's output
 */
export async function pack(built: string, folder: string): Promise<string> {
  await commandsAt({ folder: built, logs: folder })(['npm', 'pack', '--pack-destination', folder]);
  const name = readdirSync(folder).find((each) => each.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm packed nothing of ${built}.`);
  return join(folder, name);
}
