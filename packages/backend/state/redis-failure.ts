/** The fields of a Redis failure that may be logged. */
export interface RedisFailure {
  /** The class of the error. */
  readonly name: string;
  /** Node's code, such as `ECONNREFUSED`, or the word that Redis's response begins with, such as `READONLY` or `WRONGPASS`. */
  readonly code?: string;
  readonly host?: string;
  readonly port?: number;
}

/** Sentences of ioredis without a variable part. */
const KNOWN_SENTENCES: ReadonlyMap<string, string> = new Map([
  ['Command timed out', 'NO_ANSWER'],
  ['Connection is closed.', 'CLOSED'],
  ["Stream isn't writeable and enableOfflineQueue options is false", 'NOT_CONNECTED'],
  ["Cluster isn't ready and enableOfflineQueue options is false", 'NOT_CONNECTED'],
  ['None of startup nodes is available', 'NO_NODE'],
  ['Failed to refresh slots cache.', 'NO_NODE'],
]);

/**
 * Describes a failure without its message, command and stack: the arguments of `AUTH` are in `command.args`, and messages may repeat
 * arguments or the URL.
 */
export function describeRedisFailure(error: unknown): RedisFailure {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, address, port } = error as Error & { code?: unknown; address?: unknown; port?: unknown };
  const reply = /^[A-Z]{2,}(?= )/.exec(error.message)?.[0];
  const failureCode = typeof code === 'string' ? code : (KNOWN_SENTENCES.get(error.message) ?? reply);
  return {
    name: error.name,
    ...(failureCode === undefined ? {} : { code: failureCode }),
    ...(typeof address === 'string' ? { host: address } : {}),
    ...(typeof port === 'number' ? { port } : {}),
  };
}
