import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import type { Application } from './project.ts';

/** Of a development server without options. */
const USUAL = { host: 'localhost', port: 4200 };
/** Addresses at which a server listens, and no browser finds it. */
const ANY_ADDRESS = /^(?:0\.0\.0\.0|::|\[::\])?$/;

/** Where `ng serve` shows an application, by the options of its targets. */
export interface ServeAddress {
  /** With the port, if it is known: `http://localhost:4200`. */
  readonly origin: string;
  /** Path of the application, with "/" at both ends. */
  readonly base: string;
}

/** Reads where `ng serve` shows an application. */
export function serveAddressOf({ project }: Application): ServeAddress {
  const served = serveOptionsOf(project);
  const built = optionsOf(project.targets.get('build'), servedConfigurations(project));
  const { host, port, ssl } = served;
  const name = typeof host === 'string' && !ANY_ADDRESS.test(host) ? host : USUAL.host;
  // A server of the port 0 takes any that is free.
  const shown = port === 0 ? '<port>' : typeof port === 'number' ? port : USUAL.port;
  const path = served['servePath'] ?? built['baseHref'];
  return {
    origin: `http${ssl === true ? 's' : ''}://${name.includes(':') ? `[${name}]` : name}:${shown}`,
    base: typeof path === 'string' ? baseOf(path) : '/',
  };
}

/** The configurations of the build that `ng serve` shows; the last one counts most. */
export function servedConfigurations(project: Application['project']): readonly string[] {
  const served = serveOptionsOf(project);
  const target = served['buildTarget'] ?? served['browserTarget'];
  return typeof target === 'string' ? namesIn(target.split(':')[2]) : [];
}

function serveOptionsOf(project: Application['project']): Readonly<Record<string, unknown>> {
  const serve = project.targets.get('serve');
  return optionsOf(serve, namesIn(serve?.defaultConfiguration));
}

/** Configurations are separated by commas. */
const namesIn = (configurations = ''): readonly string[] => configurations.split(',');

interface Target {
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly configurations?:
    | Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
    | undefined;
}

/** The options of a target with those of some of its configurations. */
function optionsOf(
  target: Target | undefined,
  configurations: readonly string[],
): Readonly<Record<string, unknown>> {
  const chosen = configurations.map((name) => target?.configurations?.[name]);
  return Object.assign({}, target?.options, ...chosen.filter(isRecord)) as Readonly<Record<string, unknown>>;
}

/** The path of a base address, which can have an origin and no "/" at its ends. */
function baseOf(written: string): string {
  const site = 'http://site.invalid/';
  const { pathname } = new URL(URL.canParse(written, site) ? written : '/', site);
  return pathname.endsWith('/') ? pathname : `${pathname}/`;
}
