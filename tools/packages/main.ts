import { BACKEND_PACKAGE, buildBackendPackage } from './backend-package.ts';
import { buildSandboxPackage, SANDBOX_PACKAGE } from './sandbox-package.ts';

// Builds the packages that are published besides the library, into dist/.
await buildSandboxPackage();
await buildBackendPackage();
process.stdout.write(`${SANDBOX_PACKAGE}\n${BACKEND_PACKAGE}\n`);
