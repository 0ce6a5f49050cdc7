import { chain, type Rule, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { updateWorkspace } from '@schematics/angular/utility';
import { AUTH_TYPES, type BuiltInAuthType } from 'ngx-qlik/auth-types';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { terminalPrompt } from './ask.ts';
import type { AssetRule } from './asset-rules.ts';
import {
  addAssets,
  addElementsToWebpack,
  disableInlineCritical,
  lacksAsset,
  PACKAGE_ASSETS,
} from './build-options.ts';
import { CALLBACK_PAGE, refuseOwnCallbackPage } from './callback-page.ts';
import { addRuntimePackage, addSandboxPackage } from './companion-packages.ts';
import { connectionsIn, type ConnectionSource, connectionSourceOf } from './connection-source.ts';
import { BACKEND_PATH_LIST, withDistinctLabel, writeConnection, writeProxy } from './json-files.ts';
import type { ConnectionOptions, WrittenConnection } from './options.ts';
import { stepsForOtherBuilds } from './other-builds.ts';
import { policyFor } from './policy.ts';
import { type Application, findApplication, GUIDES, join, serveCommandOf, targetsFileOf } from './project.ts';
import { addProviders } from './providers.ts';
import { resolveConnection } from './resolve-connection.ts';
import { isForSandbox, sandboxAddress, sandboxOption } from './sandbox.ts';
import { serveAddressOf } from './serve-address.ts';
import { obstacleToServing, serveWithSandbox } from './serve-target.ts';
import { checkWritable } from './writable-files.ts';

const USUAL_BACKEND = 'http://localhost:3000';

/** What the backend keeps of each auth type that needs it. */
const BACKEND_SECRETS: Partial<Record<BuiltInAuthType, string>> = {
  'oauth2-impersonation': 'client secret',
  'oauth2-web': 'client secret',
  m2m: 'client secret',
  jwt: 'private key',
  apikey: 'API key',
  ticket: 'certificate and key',
  header: 'header',
  'jwt-virtual-proxy': 'private key',
  pfx: 'certificate and key',
};

/** Adds a connection to an application: `ng generate ngx-qlik:connection`. */
export function connection(options: ConnectionOptions): Rule {
  return async (tree) => {
    const application = await findApplication(tree, options.project);
    const { connection: resolved } = await resolveConnection(options, terminalPrompt());
    return wireConnection(application, resolved, options);
  };
}

/**
 * Everything that a connection needs in an application. Running it again changes nothing.
 * @param options as the user gave them: of the sandbox, the backend and the label
 * @param page what shows the connection. What is left to do is said after it, so that a page that fails leaves no advice behind
 */
export function wireConnection(
  application: Application,
  written: WrittenConnection,
  options: ConnectionOptions,
  page: Rule = () => undefined,
): Rule {
  const { type } = written.auth;
  const { label } = options;
  const backend = backendAddress(options);
  const sandbox = isForSandbox(options)
    ? { address: sandboxAddress(options, type), platform: written.platform }
    : undefined;
  const obstacle = sandbox && obstacleToServing(application, sandbox);
  const isPageNew = lacksAsset(application, PACKAGE_ASSETS.callbackPage);
  let isNew = false;
  let others: readonly string[] = [];
  return chain([
    (tree, { logger }) => {
      if (type === 'oauth2') refuseOwnCallbackPage(tree, application);
      const source = connectionSourceOf(tree, application);
      if (source.kind === 'file') {
        const { path } = source;
        isNew = writeConnection(
          tree,
          path,
          label === undefined ? withDistinctLabel(tree, path, written) : written,
        );
        others = stepsForOtherBuilds(tree, application, source, written.id);
      } else {
        isNew = !source.connections?.some((each) => isRecord(each) && each['id'] === written.id);
        if (isNew) logger.warn(byHand(source, written));
      }
      return addAssets(application.name, assetsFor(written, source));
    },
    addProviders(application, type, 'connections.json'),
    addElementsToWebpack(application.name),
    disableInlineCritical(application.name),
    AUTH_TYPES[type].usesBackend ? addProxy(application, backend) : () => undefined,
    sandbox ? addSandboxPackage() : () => undefined,
    written.runtime ? addRuntimePackage() : () => undefined,
    sandbox && obstacle === undefined ? serveWithSandbox(application, sandbox) : () => undefined,
    page,
    checkWritable(),
    (tree, { logger }) => {
      for (const step of others) logger.warn(step);
      if (!isNew) return;
      const usersId = sandbox && type === 'anonymous' ? idForUsers(tree, application, written) : undefined;
      logger.info(
        nextSteps(application, written, {
          backend,
          isPageNew,
          policy: policyFacts(tree, application, written),
          sandbox: sandbox && { ...sandbox, obstacle, usersId },
        }),
      );
    },
  ]);
}

/** An id for a connection of users of the same sandbox; `undefined` where there is such a connection. */
function idForUsers(tree: Tree, application: Application, { host }: WrittenConnection): string | undefined {
  const source = connectionSourceOf(tree, application);
  const isKnown = source.kind === 'file' || source.connections !== undefined;
  const present = isKnown ? connectionsIn(tree, source).filter(isRecord) : [];
  const isOfUsers = ({ host: address, auth }: Readonly<Record<string, unknown>>) =>
    address === host && isRecord(auth) && auth['type'] === 'oauth2';
  if (present.some(isOfUsers)) return undefined;
  const numbered = present.map((_, index) => `sandbox-users-${index + 2}`);
  return ['my-tenant', 'sandbox-users', ...numbered].find((id) => present.every((each) => each['id'] !== id));
}

/** What to do where the connections of the application are in no file of the workspace. */
const byHand = (
  { place }: ConnectionSource & { readonly kind: 'elsewhere' },
  written: WrittenConnection,
): string =>
  `${place}: the connections of the application are there, and in no file of the workspace. Add this one there by hand:\n${JSON.stringify(written, null, 2)}`;

function assetsFor({ auth, runtime }: WrittenConnection, source: ConnectionSource): readonly AssetRule[] {
  return [
    ...(source.kind === 'file' && source.rule ? [source.rule] : []),
    ...(auth.type === 'oauth2' ? [PACKAGE_ASSETS.callbackPage] : []),
    ...(runtime ? [PACKAGE_ASSETS.runtime] : []),
  ];
}

/** Sends what the backend answers to it, while the application is developed. */
function addProxy({ name, project }: Application, backend: string): Rule {
  const serve = project.targets.get('serve');
  // That of a configuration is used in place of the other.
  const configured = [serve?.options, ...Object.values(serve?.configurations ?? {})]
    .map((options) => options?.['proxyConfig'])
    .filter((path) => typeof path === 'string')
    .map((path) => join(path));
  const paths = configured.length > 0 ? new Set(configured) : [join(project.root, 'proxy.conf.json')];
  return (tree, { logger }) => {
    for (const path of paths) {
      if (path.endsWith('.json')) writeProxy(tree, path, backend);
      else
        logger.warn(
          `${path} is a program, and was left as it is. Send ${BACKEND_PATH_LIST} to ${backend} in it.`,
        );
    }
    if (configured.length > 0) return undefined;
    return updateWorkspace((workspace) => {
      const changed = workspace.projects.get(name)?.targets.get('serve');
      if (changed) changed.options = { ...changed.options, proxyConfig: [...paths].join('') };
    });
  };
}

/** The address of the backend. @throws {SchematicsException} naming what is expected */
function backendAddress({ backend = USUAL_BACKEND }: ConnectionOptions): string {
  const isAddress = URL.canParse(backend) && /^https?:$/.test(new URL(backend).protocol);
  if (isAddress) return backend.replace(/\/$/, '');
  throw new SchematicsException(
    `--backend is "${backend}"; expected the address of the backend, such as "${USUAL_BACKEND}".`,
  );
}

interface SandboxFacts {
  readonly address: string;
  readonly obstacle: string | undefined;
  /** For a connection with users, where there is none yet. */
  readonly usersId: string | undefined;
}

/** The connections of a policy, and which these are. */
interface PolicyFacts {
  readonly connections: readonly unknown[];
  readonly of: string;
}

/** All connections of an application; the new one alone where the others are not known before the application runs. */
function policyFacts(tree: Tree, application: Application, written: WrittenConnection): PolicyFacts {
  const source = connectionSourceOf(tree, application);
  if (source.kind === 'file')
    return { connections: connectionsIn(tree, source), of: `of all connections in ${source.path}` };
  return source.connections
    ? { connections: [...source.connections, written], of: `of all connections in ${source.file}` }
    : { connections: [written], of: 'of this connection: add the hosts of the others to it' };
}

function nextSteps(
  application: Application,
  written: WrittenConnection,
  {
    backend,
    isPageNew,
    policy,
    sandbox,
  }: {
    readonly backend: string;
    readonly isPageNew: boolean;
    readonly policy: PolicyFacts;
    readonly sandbox: SandboxFacts | undefined;
  },
): string {
  const { auth } = written;
  const steps = [
    `Content-Security-Policy for production, ${policy.of}, see ${GUIDES}/csp.md (inlineCritical is off in ${targetsFileOf(application)} because it needs inline scripts, which this policy blocks):\n${policyFor(policy.connections)}`,
  ];
  if (AUTH_TYPES[auth.type].usesBackend)
    steps.unshift(
      `The auth type ${auth.type} needs the backend, which has its ${BACKEND_SECRETS[auth.type] ?? 'secret'}: start it at ${backend}, see ${GUIDES}/auth/${auth.type}.md.`,
    );
  if (auth.type === 'oauth2' && isPageNew)
    steps.unshift(
      `${targetsFileOf(application)} has ${CALLBACK_PAGE} among the assets now: if "${serveCommandOf(application)}" runs, start it again, because it reads that file when it starts.`,
    );
  if (sandbox?.usersId !== undefined)
    steps.unshift(
      `Anonymous users see one app of the sandbox, and export tables only. For its other apps, lists of apps and users, and exports of charts: ng generate ngx-qlik:connection ${sandboxOption(sandbox.address)} --auth oauth2 --connection ${sandbox.usersId}`,
    );
  if (sandbox) steps.unshift(sandboxSteps({ ...sandbox, serve: serveCommandOf(application) }));
  else if (auth.type === 'oauth2') {
    const { origin, base } = serveAddressOf(application);
    steps.unshift(
      `In the tenant's OAuth client (single-page app), allow the redirect URL ${origin}${base}${CALLBACK_PAGE} and the origin ${origin}, and those of the deployed application.`,
    );
  }
  return `\n${steps.join('\n\n')}\n`;
}

function sandboxSteps({
  address,
  obstacle,
  serve,
}: {
  readonly address: string;
  readonly obstacle: string | undefined;
  readonly serve: string;
}): string {
  const elsewhere =
    'A sandbox that is started by itself has to know the application: npx qlik-sandbox --app-origin http://localhost:<port>';
  return obstacle === undefined
    ? `"${serve}" starts the sandbox at ${address}, and ends it. With "${serve} --no-sandbox" it does not. ${elsewhere}`
    : `"${serve}" does not start the sandbox, because ${obstacle}. It has to run at ${address} while the application does. ${elsewhere}`;
}
