import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../../tools/environment/project-root.ts';
import { compiledProgram } from '../../../tools/processes/compiled-program.ts';

const START_LIMIT_MS = 120_000;

const addressesShape = z.object({
  admin: z.string(),
  cloud: z.string(),
  cloudKeys: z.object({
    jwt: z.object({ privateKeyFile: z.string() }),
    identityProviders: z.array(z.object({ tenant: z.string(), issuer: z.string(), kid: z.string() })),
    apiKeys: z.array(z.object({ tenant: z.string(), file: z.string() })),
  }),
  clientManaged: z.string(),
  clientManagedPorts: z.object({ proxyService: z.number(), repository: z.number(), engine: z.number() }),
  clientManagedCertificates: z.object({
    root: z.string(),
    client: z.string(),
    clientKey: z.string(),
    /** Not there when the certificate came from outside. */
    jwtKey: z.string().optional(),
    jwtCertificate: z.string(),
  }),
});

/** Where a running sandbox is, and where it put its keys. */
type SandboxAddresses = z.infer<typeof addressesShape>;

/** A sandbox in a separate process, reached over the network only. */
export interface SandboxProcess extends SandboxAddresses {
  readonly stop: () => Promise<void>;
}

/** @throws {Error} with its output when it does not start */
export async function startSandboxProcess(options: readonly string[] = []): Promise<SandboxProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-process-'));
  const ports = ['--admin-port', '--cloud-port', '--cloud2-port', '--client-managed-port'].flatMap((name) => [
    name,
    '0',
  ]);
  const folders = [
    '--cloud-keys',
    join(folder, 'cloud'),
    '--client-managed-certificates',
    join(folder, 'qap'),
  ];
  const child = spawn(
    process.execPath,
    [await compiledProgram('packages/sandbox/main.ts'), '--json', ...ports, ...folders, ...options],
    { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const stderrLines: string[] = [];
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  createInterface({ input: child.stderr }).on('line', (line) => void stderrLines.push(line));
  try {
    const addresses = await new Promise<SandboxAddresses>((resolve, reject) => {
      const fail = (what: string): void =>
        reject(new Error([`The sandbox ${what}.`, ...stderrLines].join('\n')));
      setTimeout(() => fail('was not ready in time'), START_LIMIT_MS).unref();
      child.once('exit', () => fail('ended while starting'));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('{')) addressesShape.parseAsync(JSON.parse(line)).then(resolve, reject);
      });
    });
    return { ...addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
