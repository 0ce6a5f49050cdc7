import { type Rule, SchematicsException, type Tree } from '@angular-devkit/schematics';
import { type TargetDefinition, updateWorkspace } from '@schematics/angular/utility';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { connectionsIn, connectionSourceOf } from './connection-source.ts';
import { devServerFor, SANDBOX_BUILDER } from './dev-server/wrapped-server.ts';
import { type Application, builderField, fieldOf } from './project.ts';

/** The ports of the sandbox without options. */
const USUAL = { adminPort: 8180, cloudPort: 8181, cloud2Port: 8182, clientManagedPort: 8183 };
type PortOption = keyof typeof USUAL;
const PORT_OPTIONS = [
  'adminPort',
  'cloudPort',
  'cloud2Port',
  'clientManagedPort',
] as const satisfies readonly PortOption[];
type Ports = Readonly<Partial<Record<PortOption, unknown>>>;

/** The options of the servers of a platform, and what they are. */
const SERVERS = {
  cloud: { options: ['cloudPort', 'cloud2Port'], name: 'tenant' },
  'client-managed': { options: ['clientManagedPort'], name: 'client-managed server' },
} as const;

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

/**
 * Lets `ng serve` start the sandbox, so that it has an address.
 * @throws {SchematicsException} where no server of it can have that address, because connections need the addresses of all
 */
export function serveWithSandbox(application: Application, sandbox: SandboxAddress): Rule {
  return (tree) => {
    const used = usedPorts(tree, application);
    return updateWorkspace((workspace) => {
      const targets = workspace.projects.get(application.name)?.targets;
      const serve = targets?.get('serve');
      if (!serve) return;
      const isFirst = serve.builder !== SANDBOX_BUILDER;
      if (isFirst) {
        if (serve.builder !== devServerFor(targets?.get('build')?.builder))
          serve.options = { ...serve.options, devServer: serve.builder };
        serve.builder = SANDBOX_BUILDER;
      }
      const written = serve.options?.['sandbox'];
      const present = isRecord(written) ? written : {};
      const missing = missingOptions(application, sandbox, { present, isFirst, used });
      if (Object.keys(missing).length > 0)
        serve.options = { ...serve.options, sandbox: { ...present, ...missing } };
    });
  };
}

/** The ports of this machine that connections of an application have; `undefined` where the connections are not known. */
function usedPorts(tree: Tree, application: Application): ReadonlySet<number> | undefined {
  const source = connectionSourceOf(tree, application);
  if (source.kind === 'elsewhere' && !source.connections) return undefined;
  const hosts = connectionsIn(tree, source).map((each) => (isRecord(each) ? each['host'] : undefined));
  return new Set(
    hosts.flatMap((host) => {
      const url = typeof host === 'string' && URL.canParse(host) ? new URL(host) : undefined;
      return url?.hostname === 'localhost' ? [Number(url.port)] : [];
    }),
  );
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

interface SandboxState {
  /** The options that there are. */
  readonly present: Ports;
  /** Whether the application was served without the sandbox. */
  readonly isFirst: boolean;
  readonly used: ReadonlySet<number> | undefined;
}

/** What the options of the sandbox lack for an address. @throws {SchematicsException} as {@link serveWithSandbox} */
function missingOptions(
  application: Application,
  { address, platform }: SandboxAddress,
  { present, isFirst, used }: SandboxState,
): Readonly<Record<string, number | boolean>> {
  const { port, protocol } = new URL(address);
  const wanted = Number(port);
  const isUsual = (present.cloudPort ?? USUAL.cloudPort) === USUAL.cloudPort;
  // Beside another tenant's port than the usual one, the other servers have any free ports.
  const served: Ports = { ...(isUsual ? USUAL : {}), ...present };
  const isNeeded = (option: PortOption): boolean =>
    used === undefined ? present[option] !== undefined : used.has(Number(served[option]));
  const { options, name } = SERVERS[platform === 'cloud' ? 'cloud' : 'client-managed'];
  const secure = protocol === 'https:' ? { https: true } : {};
  if (options.some((option) => served[option] === wanted)) return secure;
  // A tenant of the workspace keeps its port, if it can; where no connection has one, the first tenant is free again.
  const isFree = isFirst || (used !== undefined && !options.some(isNeeded));
  const chosen = (isFree ? options : options.toReversed()).find((option) => !isNeeded(option));
  const others = PORT_OPTIONS.filter((option) => !options.some((each) => each === option));
  const fixed = others.filter(
    (option) => present[option] !== undefined || chosen !== 'cloudPort' || isNeeded(option),
  );
  const taken = fixed.find((option) => served[option] === wanted);
  const place = `${fieldOf(application, 'serve')}.options.sandbox has`;
  const none = `so that "ng serve" can start no ${name} at ${address}`;
  if (taken !== undefined)
    throw new SchematicsException(
      `${place} that port for ${taken}, ${none}. Name another port with --sandbox.`,
    );
  if (chosen === undefined) {
    const ports = options.map((option) => `${option} ${String(served[option])}`).join(' and ');
    throw new SchematicsException(
      `${place} ${ports}, which other connections need, ${none} as well. Name one of these ports with --sandbox, or remove the connections of one first.`,
    );
  }
  // Those that have the usual ports lose them with the usual port of the first tenant.
  const kept =
    chosen === 'cloudPort' ? PORT_OPTIONS.filter((option) => option !== chosen && isNeeded(option)) : [];
  const explicit = Object.fromEntries(kept.map((option) => [option, Number(served[option])]));
  // The sandbox of another project may have the usual port of a tenant, which no connection here needs.
  const isWithoutTenant = used !== undefined && !SERVERS.cloud.options.some(isNeeded);
  const left =
    chosen === 'clientManagedPort' && isWithoutTenant && present.cloudPort === undefined
      ? { cloudPort: 0 }
      : {};
  return { ...secure, ...left, ...explicit, [chosen]: wanted };
}
