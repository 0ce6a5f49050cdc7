import { chain, type Rule } from '@angular-devkit/schematics';
import { updateWorkspace } from '@schematics/angular/utility';
import { AUTH_TYPES } from 'ngx-qlik/auth-types';
import { terminalPrompt } from './ask.ts';
import {
  addAssets,
  type AssetRule,
  disableInlineCritical,
  PACKAGE_ASSETS,
  type PublicFolder,
  publicFolderOf,
} from './build-options.ts';
import { connectionsFileIn, writeConnection, writeProxy } from './json-files.ts';
import type { ConnectionOptions, WrittenConnection } from './options.ts';
import { policyFor } from './policy.ts';
import { type Application, findApplication, GUIDES, join } from './project.ts';
import { addProviders } from './providers.ts';
import { resolveConnection } from './resolve-connection.ts';

const USUAL_BACKEND = 'http://localhost:3000';
const CALLBACK_PAGE = 'oauth-callback.html';

/** Adds a connection to an application: `ng generate ngx-qlik:connection`. */
export function connection(options: ConnectionOptions): Rule {
  return async (tree) => {
    const application = await findApplication(tree, options.project);
    const { connection: resolved } = await resolveConnection(options, terminalPrompt());
    return wireConnection(application, resolved, { backend: options.backend });
  };
}

/**
 * Everything that a connection needs in an application. Running it again changes nothing.
 * @param page what shows the connection. What is left to do is said after it, so that a page that fails leaves no advice behind
 */
export function wireConnection(
  application: Application,
  written: WrittenConnection,
  {
    backend = USUAL_BACKEND,
    page = () => undefined,
  }: { readonly backend?: string | undefined; readonly page?: Rule },
): Rule {
  const { type } = written.auth;
  const folder = publicFolderOf(application);
  let isNew = false;
  return chain([
    (tree) => {
      isNew = writeConnection(tree, connectionsFileIn(folder.path), written);
    },
    addProviders(application, type, 'connections.json'),
    addAssets(application.name, assetsFor(written, folder)),
    disableInlineCritical(application.name),
    AUTH_TYPES[type].usesBackend ? addProxy(application, backend) : () => undefined,
    page,
    (_tree, { logger }) => {
      if (isNew) logger.info(nextSteps(written, backend));
    },
  ]);
}

function assetsFor({ auth, runtime }: WrittenConnection, { rule }: PublicFolder): readonly AssetRule[] {
  return [
    ...(rule ? [rule] : []),
    ...(auth.type === 'oauth2' ? [PACKAGE_ASSETS.callbackPage] : []),
    ...(runtime ? [PACKAGE_ASSETS.runtime] : []),
  ];
}

/** Sends what the backend answers to it, while the application is developed. */
function addProxy({ name, project }: Application, backend: string): Rule {
  return (tree, { logger }) => {
    const configured = project.targets.get('serve')?.options?.['proxyConfig'];
    const path =
      typeof configured === 'string'
        ? configured.replace(/^\.\//, '')
        : join(project.root, 'proxy.conf.json');
    if (!path.endsWith('.json')) {
      logger.warn(
        `${path} is a program, and was left as it is. Send /api/qlik, /qlik/ (with WebSockets), /app, /auth/callback and /health to ${backend} in it.`,
      );
      return undefined;
    }
    writeProxy(tree, path, backend);
    return updateWorkspace((workspace) => {
      const serve = workspace.projects.get(name)?.targets.get('serve');
      if (!serve || serve.options?.['proxyConfig'] !== undefined) return;
      serve.options = { ...serve.options, proxyConfig: path };
    });
  };
}

function nextSteps(written: WrittenConnection, backend: string): string {
  const { auth, host } = written;
  const isLocal = host.startsWith('http://');
  const steps = [
    `Content-Security-Policy for production, see ${GUIDES}/csp.md (inlineCritical is off in angular.json because it needs inline scripts, which this policy blocks):\n${policyFor(written)}`,
  ];
  if (AUTH_TYPES[auth.type].usesBackend)
    steps.unshift(
      `The auth type ${auth.type} needs the backend, which has its secret: start it at ${backend}.`,
    );
  if (auth.type === 'oauth2' && !isLocal)
    steps.unshift(
      `In the tenant's OAuth client (single-page app), allow the redirect URL http://localhost:4200/${CALLBACK_PAGE} and the origin http://localhost:4200, and those of the deployed application.`,
    );
  if (isLocal)
    steps.unshift(
      `The sandbox has to run at ${host} while the application does: npx qlik-sandbox\nIf it runs at another port than 4200 ("ng serve --port"), name its address: npx qlik-sandbox --app-origin http://localhost:<port>`,
    );
  return `\n${steps.join('\n\n')}\n`;
}
