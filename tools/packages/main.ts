import { buildSandboxPackage, SANDBOX_PACKAGE } from './sandbox-package.ts';

// Builds the packages that are published besides the library, into dist/.
await buildSandboxPackage();
process.stdout.write(`${SANDBOX_PACKAGE}\n`);
