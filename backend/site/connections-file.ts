import { readFileSync, statSync } from 'node:fs';

/** What the connections file says at this moment. */
export interface ConnectionsReading {
  /** The file as it is, JSON or not; `undefined` when it cannot be read. The page itself says what is wrong with it. */
  readonly body: string | undefined;
  /** The origins that the page has to reach. */
  readonly origins: readonly string[];
  /** Why the page cannot work with it, for the health check. */
  readonly problem: string | undefined;
}

/** The connections that the page gets, read again when the file changes, so that a new tenant needs no restart. */
export class ConnectionsFile {
  readonly #path: string;
  #version: string | undefined;
  #reading: ConnectionsReading | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  read(): ConnectionsReading {
    try {
      const { mtimeMs, size } = statSync(this.#path);
      const version = `${mtimeMs}/${size}`;
      if (this.#reading === undefined || version !== this.#version) {
        this.#reading = interpret(readFileSync(this.#path, 'utf8'));
        this.#version = version;
      }
      return this.#reading;
    } catch {
      // Missing or not readable; it may come back.
      this.#version = undefined;
      return { body: undefined, origins: [], problem: 'The connections file cannot be read.' };
    }
  }
}

function interpret(body: string): ConnectionsReading {
  let written: unknown;
  try {
    written = JSON.parse(body);
  } catch {
    return { body, origins: [], problem: 'The connections file is not JSON.' };
  }
  const list = isObject(written) ? written['connections'] : written;
  if (!Array.isArray(list)) {
    return { body, origins: [], problem: 'The connections file has no list of connections.' };
  }
  return { body, origins: [...new Set(list.flatMap(originsOf))], problem: undefined };
}

/** The connection's own host, and the one its Qlik script comes from. What is no address allows nothing. */
function originsOf(connection: unknown): readonly string[] {
  if (!isObject(connection)) return [];
  const runtime = isObject(connection['runtime']) ? connection['runtime']['url'] : undefined;
  return [connection['host'], runtime]
    .filter((address) => typeof address === 'string')
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address))
    .filter(({ protocol }) => protocol === 'https:' || protocol === 'http:')
    .map(({ origin }) => origin);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
