import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { BUILT_APPLICATION } from './built-application.ts';
import type { Environment } from './configuration/environment.ts';
import { type GatewaySettings, readGatewaySettings } from './gateway/gateway-settings.ts';
import type { MetricsAddress } from './observability/metrics-server.ts';
import { readTrustedProxies } from './security/trusted-proxies.ts';
import { readBasePath } from './site/base-path.ts';
import type { SettingNames } from './setting-names.ts';
import { SettingsError } from './settings-error.ts';
import type { ConnectionLimits } from './sockets/connection-limits.ts';

/** The settings of the server. */
export interface Settings {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** The folder of the built application; `undefined` when another server serves it. */
  readonly staticRoot: string | undefined;
  /** The connections that the page gets; `undefined` when there is neither a build nor a file. */
  readonly connectionsFile: string | undefined;
  /** The path below which everything is, such as `/analytics`; empty for the root. */
  readonly basePath?: string | undefined;
  /** pino's levels, or `silent`. */
  readonly logLevel: string;
  /** Addresses of trusted proxies, for `X-Forwarded-…` headers; none by default. */
  readonly trustedProxies?: string | undefined;
  /** Where metrics are served; `undefined`: nowhere. */
  readonly metrics?: MetricsAddress | undefined;
  /** Limits of TCP connections; missing ones have their default. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
  /** What the settings are called in messages. Default: the variables of the program. */
  readonly names?: SettingNames | undefined;
  /** Sign-in, tokens and relay; without it this is a web server for files. */
  readonly gateway?: GatewaySettings | undefined;
}

/** pino's levels. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const DEFAULT_PORT = 3000;
const LAST_PORT = 65_535;

/**
 * Reads `PORT`, `HOST`, `BASE_PATH`, `STATIC_ROOT`, `CONNECTIONS_FILE`, `LOG_LEVEL`, `TRUST_PROXY`, `MAX_CONNECTIONS`,
 * `REQUEST_LIMIT_SECONDS`, `STOP_DELAY_SECONDS`, `STOP_LIMIT_SECONDS` and what {@link readGatewaySettings} reads.
 *
 * An empty `STATIC_ROOT` means that no site is served from here.
 * @throws {SettingsError}
 */
export function readSettings(environment: Environment): Settings {
  const staticRoot = readStaticRoot(environment['STATIC_ROOT']);
  const { CONNECTIONS_FILE: named, HOST: host, LOG_LEVEL: logLevel = 'info' } = environment;
  if (named && !existsSync(named)) throw new SettingsError(`CONNECTIONS_FILE: there is no file ${named}.`);
  if (!LOG_LEVELS.some((level) => level === logLevel)) {
    throw new SettingsError(`LOG_LEVEL takes one of ${LOG_LEVELS.join(', ')}.`);
  }
  const basePath = readBasePath('BASE_PATH', environment['BASE_PATH']);
  const trustedProxies = readTrustedProxies(environment['TRUST_PROXY']);
  const gateway = readGatewaySettings(environment, host || 'localhost');
  const port = readPort('PORT', environment['PORT'] || String(DEFAULT_PORT));
  const metrics = readMetricsAddress(environment);
  if (metrics !== undefined && metrics.port !== 0 && metrics.port === port) {
    throw new SettingsError(
      `METRICS_PORT: ${port} is PORT; the metrics need a port of their own, which the public must not reach.`,
    );
  }
  return {
    port,
    host: host || 'localhost',
    staticRoot,
    connectionsFile: named
      ? resolve(named)
      : staticRoot === undefined
        ? undefined
        : resolve(staticRoot, 'connections.json'),
    basePath,
    logLevel,
    trustedProxies,
    metrics,
    limits: readLimits(environment),
    gateway: gateway === undefined ? undefined : { ...gateway, basePath },
  };
}

function readLimits(environment: Environment): Partial<ConnectionLimits> {
  const read = (name: string, least: number, most: number): number | undefined => {
    const written = environment[name];
    if (!written) return undefined;
    const value = /^\d{1,9}$/.test(written) ? Number(written) : NaN;
    if (value >= least && value <= most) return value;
    throw new SettingsError(`${name} takes a whole number from ${least} to ${most}.`);
  };
  const maxConnections = read('MAX_CONNECTIONS', 1, 1_000_000);
  const requestSeconds = read('REQUEST_LIMIT_SECONDS', 1, 3_600);
  const delaySeconds = read('STOP_DELAY_SECONDS', 0, 600);
  const limitSeconds = read('STOP_LIMIT_SECONDS', 1, 600);
  return {
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(requestSeconds === undefined ? {} : { requestMs: requestSeconds * 1000 }),
    ...(delaySeconds === undefined ? {} : { stopDelayMs: delaySeconds * 1000 }),
    ...(limitSeconds === undefined ? {} : { stopLimitMs: limitSeconds * 1000 }),
  };
}

function readMetricsAddress(environment: Environment): MetricsAddress | undefined {
  const { METRICS_PORT: written, METRICS_HOST: host } = environment;
  if (!written) return undefined;
  return { port: readPort('METRICS_PORT', written), host: host || 'localhost' };
}

function readPort(name: string, written: string): number {
  const port = /^\d+$/.test(written) ? Number(written) : NaN;
  if (port >= 0 && port <= LAST_PORT) return port;
  throw new SettingsError(`${name} takes a number from 0 to ${LAST_PORT}, not "${written}".`);
}

function readStaticRoot(written: string | undefined): string | undefined {
  const named = written ?? BUILT_APPLICATION ?? '';
  if (named === '') return undefined;
  const folder = resolve(named);
  if (existsSync(resolve(folder, 'index.html'))) return folder;
  throw new SettingsError(
    `There is no built application in ${folder}. Run "npm run build" first, or set STATIC_ROOT.`,
  );
}
