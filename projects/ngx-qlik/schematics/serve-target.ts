import type { Rule } from '@angular-devkit/schematics';
import { type TargetDefinition, updateWorkspace } from '@schematics/angular/utility';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { devServerFor, SANDBOX_BUILDER } from './dev-server/wrapped-server.ts';
import { type Application, builderField, fieldOf } from './project.ts';

/** The ports of the sandbox without options. */
const USUAL = { cloudPort: 8181, cloud2Port: 8182, clientManagedPort: 8183 };
type Ports = Readonly<Partial<Record<keyof typeof USUAL, unknown>>>;

/** An address of the sandbox. */
export interface SandboxAddress {
  readonly address: string;
  readonly platform: string;
}

/**
 * Whether `ng serve` can start the sandbox: it is on this machine, and the application has a development server.
 * @returns what is in the way, or `undefined`
 */
export function obstacleToServing(application: Application, { address }: SandboxAddress): string | undefined {
  const { hostname, port } = new URL(address);
  if (hostname !== 'localhost' || port === '')
    return `${address} is not an address of the form http://localhost:<port>`;
  const builder = application.project.targets.get('serve')?.builder;
  if (builder?.endsWith(':dev-server')) return undefined;
  const field = fieldOf(application, 'serve');
  return builder === undefined
    ? `${field} is missing`
    : `${field}.${builderField(application.isNx)} is "${builder}", which is no development server and was left as it is`;
}

/** Lets `ng serve` start the sandbox, so that it has an address. */
export function serveWithSandbox({ name }: Application, sandbox: SandboxAddress): Rule {
  return updateWorkspace((workspace) => {
    const targets = workspace.projects.get(name)?.targets;
    const serve = targets?.get('serve');
    if (!serve) return;
    const isFirst = serve.builder !== SANDBOX_BUILDER;
    if (isFirst) {
      if (serve.builder !== devServerFor(targets?.get('build')?.builder))
        serve.options = { ...serve.options, devServer: serve.builder };
      serve.builder = SANDBOX_BUILDER;
    }
    const present = serve.options?.['sandbox'];
    const missing = missingOptions(isRecord(present) ? present : {}, sandbox, isFirst);
    if (Object.keys(missing).length > 0)
      serve.options = { ...serve.options, sandbox: { ...(isRecord(present) ? present : {}), ...missing } };
  });
}

/** Whether `ng serve` starts the sandbox. */
export function isServedWithSandbox({ project }: Application): boolean {
  return project.targets.get('serve')?.builder === SANDBOX_BUILDER;
}

/** Gives an application its own development server back. */
export function serveWithoutSandbox({ name }: Application): Rule {
  return updateWorkspace((workspace) => {
    const targets = workspace.projects.get(name)?.targets;
    const serve = targets?.get('serve');
    if (serve?.builder !== SANDBOX_BUILDER) return;
    const { sandbox: _, devServer, ...others } = serve.options ?? {};
    serve.builder = typeof devServer === 'string' ? devServer : devServerFor(targets?.get('build')?.builder);
    setOptions(serve, others);
  });
}

function setOptions(target: TargetDefinition, options: NonNullable<TargetDefinition['options']>): void {
  if (Object.keys(options).length > 0) target.options = options;
  else delete target.options;
}

/** What the options of the sandbox lack for an address. */
function missingOptions(
  present: Ports,
  { address, platform }: SandboxAddress,
  isFirst: boolean,
): Readonly<Record<string, number | boolean>> {
  const { port, protocol } = new URL(address);
  const wanted = Number(port);
  const isUsual = (present.cloudPort ?? USUAL.cloudPort) === USUAL.cloudPort;
  // Beside another tenant's port than the usual one, the other servers have any free ports.
  const served: Ports = { ...(isUsual ? USUAL : {}), ...present };
  // A tenant of the workspace keeps its port.
  const cloud = isFirst ? 'cloudPort' : 'cloud2Port';
  return {
    ...(protocol === 'https:' ? { https: true } : {}),
    ...(Object.values(served).includes(wanted)
      ? {}
      : { [platform === 'cloud' ? cloud : 'clientManagedPort']: wanted }),
  };
}
