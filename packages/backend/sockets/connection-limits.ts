import { existsSync, readFileSync } from 'node:fs';

/** Limits of TCP connections. Times are in milliseconds. */
export interface ConnectionLimits {
  /** Further connections are closed at once. */
  readonly maxConnections: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** From the first byte of a request, or from the connection, to the end of the headers. */
  readonly headersMs: number;
  /** Between two requests; longer than the 60 s of nginx, so that the proxy closes first and never sends into a closed connection. */
  readonly keepAliveMs: number;
  /** Without progress of a response. */
  readonly stallMs: number;
  /** From the end of the last response to the destruction of a socket that the client does not close. */
  readonly graceMs: number;
  /** From SIGTERM to the closing of the port; `/health/ready` answers 503 meanwhile. */
  readonly stopDelayMs: number;
  /** From the closing of the port to the destruction of what is left. */
  readonly stopLimitMs: number;
}

/** The default limits. */
export const DEFAULT_LIMITS: ConnectionLimits = {
  maxConnections: 4096,
  requestMs: 30_000,
  headersMs: 15_000,
  keepAliveMs: 72_000,
  stallMs: 30_000,
  graceMs: 1_000,
  stopDelayMs: 0,
  stopLimitMs: 10_000,
};

const RESERVED_DESCRIPTORS = 128;
/** The client's and Qlik's. */
const DESCRIPTORS_PER_CONNECTION = 2;

/**
 * The connections for which the process has descriptors, `undefined` where the system does not report it.
 * @see proc(5), `/proc/pid/limits`
 */
export function affordableConnections(limitsFile = '/proc/self/limits'): number | undefined {
  if (!existsSync(limitsFile)) return undefined;
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(limitsFile, 'utf8')) ?? [];
  if (soft === undefined) return undefined;
  return Math.max(1, Math.floor((Number(soft) - RESERVED_DESCRIPTORS) / DESCRIPTORS_PER_CONNECTION));
}
