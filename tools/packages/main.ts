import { parseArgs } from 'node:util';
import { BACKEND_PACKAGE, buildBackendPackage } from './backend-package.ts';
import { packedSandbox } from './packed-sandbox.ts';
import { buildSandboxPackage, SANDBOX_PACKAGE } from './sandbox-package.ts';

const { values } = parseArgs({ options: { 'pack-sandbox': { type: 'string' } } });
const folder = values['pack-sandbox'];
if (folder === undefined) {
  // Builds the packages that are published besides the library, into dist/.
  await buildSandboxPackage();
  await buildBackendPackage();
  process.stdout.write(`${SANDBOX_PACKAGE}\n${BACKEND_PACKAGE}\n`);
} else process.stdout.write(`${await packedSandbox(folder)}\n`);
