import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The variable with the file that {@link packedSandbox} returns: the steps of a run share one, as it takes eight seconds of a processor. */
export const PACKED_SANDBOX = 'PACKED_SANDBOX';

/**
 * Builds the package `qlik-sandbox` and packs it, as it is published; with {@link PACKED_SANDBOX} it is that file.
 * @param folder where it is built, outside the project
 * @returns the path of the tarball
 * @throws {Error} with npm's output, or when a source does not compile
 */
export async function packedSandbox(folder: string): Promise<string> {
  const packed = process.env[PACKED_SANDBOX];
  if (packed !== undefined) return packed;
  // Here, as what builds it takes seconds to be loaded.
  const { buildSandboxPackage } = await import('./sandbox-package.ts');
  await buildSandboxPackage(join(folder, 'built-sandbox'));
  const args = ['pack', './built-sandbox', '--silent'];
  return join(folder, execFileSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 }).trim());
}
