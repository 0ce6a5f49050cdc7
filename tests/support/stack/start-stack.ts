import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../tools/processes/free-port.ts';
import { requestJson } from '../http-client.ts';
import type { WrittenConnection, WrittenSecrets } from './connections.ts';
import type { SandboxAddresses } from '../../../tools/stack/sandbox-addresses.ts';
import { startSandbox } from './sandbox-process.ts';
import { TestStack } from './test-stack.ts';

/** What a stack consists of. */
export interface StackOptions {
  /** The search for free ports of the backends begins here. */
  readonly firstPort: number;
  /** Folder for files and logs. Default: a temporary one, which is removed at the end. */
  readonly folder?: string;
  readonly sandbox?: {
    /** Whether there are a second cloud tenant and a client-managed server. Default: true. */
    readonly hasSecondTenant?: boolean;
    readonly hasClientManaged?: boolean;
    /** Origins of pages that no backend of the stack serves. */
    readonly appOrigins?: readonly string[];
    /** Whether its answers are compared with Qlik's published types; `stop` fails for a difference. Default: false. */
    readonly checksAnswers?: boolean;
    /** Further options of its command line. */
    readonly args?: readonly string[];
  };
  /** A backend for each site. Default: one, with the application's build. */
  readonly sites?: readonly Site[];
  /** The connections that the backends serve. Default: none. */
  readonly connections?: (sandbox: SandboxAddresses) => readonly WrittenConnection[];
  /** The secrets of the backends. Default: none, and no demo users. */
  readonly secrets?: (sandbox: SandboxAddresses) => WrittenSecrets;
}

/** What a backend serves: a folder, or the application's build. */
export type Site = { readonly folder: string } | 'application';

/**
 * Starts a sandbox and backends on free ports, and waits until they answer. The caller stops the stack.
 * @throws {Error} naming the part that did not start, with its last lines; what had been started is stopped then
 */
export async function startStack(options: StackOptions): Promise<TestStack> {
  const { sandbox: wanted = {}, sites = ['application'], firstPort } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ngx-qlik-stack-'));
  const stops: (() => Promise<void>)[] = [];
  const removeFolder = (): void => {
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ports: number[] = [];
    for (const _ of sites) ports.push(await findFreePort((ports.at(-1) ?? firstPort - 1) + 1));
    const origins = ports.map((port) => `http://localhost:${port}`);
    const sandbox = await startSandbox({
      appOrigins: [...origins, ...(wanted.appOrigins ?? [])],
      logFile: join(folder, 'sandbox.log'),
      args: [
        ...serversOf(wanted, folder),
        ...(wanted.checksAnswers === true ? ['--check-answers'] : []),
        ...(wanted.args ?? []),
      ],
    });
    stops.push(sandbox.stop);
    const stack = new TestStack({
      ...{ folder, origins, sites, sandbox: sandbox.addresses },
      connections: options.connections?.(sandbox.addresses) ?? [],
      secrets: options.secrets?.(sandbox.addresses),
      onStop: async () => {
        try {
          if (wanted.checksAnswers === true) await assertAnswers(sandbox.addresses.admin);
        } finally {
          await sandbox.stop();
          removeFolder();
        }
      },
    });
    stops.push(() => stack.stopBackend());
    if (sites.length > 0) await stack.startBackend();
    return stack;
  } catch (error) {
    await Promise.all(stops.map((stop) => stop()));
    removeFolder();
    throw error;
  }
}

/** The options of the sandbox for its servers, whose keys and certificates are in the stack's folder. */
function serversOf(
  { hasSecondTenant = true, hasClientManaged = true }: NonNullable<StackOptions['sandbox']>,
  folder: string,
): readonly string[] {
  const [keys, certificates] = [join(folder, 'cloud'), join(folder, 'client-managed')];
  for (const each of [keys, certificates]) mkdirSync(each, { mode: 0o700, recursive: true });
  return [
    ...['--cloud-keys', keys],
    ...(hasSecondTenant ? ['--cloud2-port', '0'] : []),
    ...(hasClientManaged
      ? ['--client-managed-port', '0', '--client-managed-certificates', certificates]
      : ['--no-client-managed']),
  ];
}

/** What a sandbox with `--check-answers` has found. */
interface AnswerReport {
  readonly differences: readonly {
    readonly answer: string;
    readonly path: string;
    readonly message: string;
  }[];
}

/**
 * Checks that a sandbox gave answers as Qlik's published types describe them.
 * @param admin address of its admin API
 * @throws {Error} with the method, the path and the value of each difference
 */
export async function assertAnswers(admin: string): Promise<void> {
  const { differences } = (await requestJson(`${admin}/answers`)) as AnswerReport;
  if (differences.length === 0) return;
  const lines = differences.map(({ answer, path, message }) => `${answer} ${path}: ${message}`);
  throw new Error(`Answers of the sandbox differ from Qlik's published types:\n${lines.join('\n')}`);
}
