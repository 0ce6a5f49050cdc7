import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';
import { rollUpDeclarations } from './declarations.ts';
import { bundlePackage } from './node-package.ts';

const SOURCES = inProject('packages/backend');

/** Where the package is built. */
export const BACKEND_PACKAGE = inProject('dist/ngx-qlik-backend');

/**
 * Builds the package `ngx-qlik-backend`: the server, its entry point for other servers, the tools for credentials and for the Content-Security-Policy, and nginx's template.
 * @throws {Error} when a source does not compile, or imports a package that `packages/backend/package.json` does not list
 */
export async function buildBackendPackage(folder = BACKEND_PACKAGE): Promise<void> {
  await bundlePackage({
    sources: SOURCES,
    folder,
    entryPoints: {
      index: 'index.ts',
      main: 'main.ts',
      credentials: 'credentials/main.ts',
      'content-security-policy': 'security/policy-command/main.ts',
    },
    commands: {
      'ngx-qlik-backend': 'main',
      'ngx-qlik-credentials': 'credentials',
      'ngx-qlik-csp': 'content-security-policy',
    },
    manifest: {
      exports: {
        '.': { types: './lib/index.d.mts', default: './lib/index.mjs' },
        './openapi.json': './openapi.json',
        './package.json': './package.json',
      },
      sideEffects: false,
    },
  });
  rollUpDeclarations({
    project: SOURCES,
    entryPoints: [{ file: 'index.ts', declarations: join(folder, 'lib/index.d.mts') }],
  });
  cpSync(join(SOURCES, 'openapi.json'), join(folder, 'openapi.json'));
  cpSync(join(SOURCES, 'deploy'), join(folder, 'deploy'), { recursive: true });
}
