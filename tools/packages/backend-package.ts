import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';
import { bundlePackage } from './node-package.ts';

const SOURCES = inProject('packages/backend');

/** Where the package is built. */
export const BACKEND_PACKAGE = inProject('dist/ngx-qlik-backend');

/**
 * Builds the package `ngx-qlik-backend`: the server, the tools for credentials and for the Content-Security-Policy, and nginx's template.
 * @throws {Error} when a source does not compile, or imports a package that `packages/backend/package.json` does not list
 */
export async function buildBackendPackage(folder = BACKEND_PACKAGE): Promise<void> {
  await bundlePackage({
    sources: SOURCES,
    folder,
    entryPoints: {
      main: 'main.ts',
      credentials: 'credentials/main.ts',
      'content-security-policy': 'security/policy-command/main.ts',
    },
    commands: {
      'ngx-qlik-backend': 'main',
      'ngx-qlik-credentials': 'credentials',
      'ngx-qlik-csp': 'content-security-policy',
    },
  });
  cpSync(join(SOURCES, 'deploy'), join(folder, 'deploy'), { recursive: true });
}
