import { ChangingFile } from '../files/changing-file.ts';
import { type PageServer, readPageOrigins, readPageServers } from './page-origins.ts';

/** The current content of the connections file. */
export interface ConnectionsReading {
  /** The file without a byte order mark, JSON or not; `undefined` when it cannot be read. The page reports what is wrong with it. */
  readonly body: string | undefined;
  /** The origins that the page has to reach. */
  readonly origins: readonly string[];
  /** The servers of other origins that the page calls, by the id of their connection. */
  readonly servers: ReadonlyMap<string, PageServer>;
  /** Why the page cannot use the file, for the health check. */
  readonly problem: string | undefined;
}

/** Only the program serves such a file, and its settings are variables. The path stays out of a public answer. */
const UNREADABLE =
  'The connections file cannot be read: CONNECTIONS_FILE, or without it connections.json in STATIC_ROOT.';

const NOTHING = { origins: [], servers: new Map<string, PageServer>() };

/** The connections that the page gets, read again when the file changes, so that a new tenant needs no restart. */
export class ConnectionsFile {
  readonly #file: ChangingFile<ConnectionsReading>;

  constructor(path: string) {
    this.#file = new ChangingFile(path, interpret);
  }

  read(): ConnectionsReading {
    return this.#file.read() ?? { ...NOTHING, body: undefined, problem: UNREADABLE };
  }
}

function interpret(body: string): ConnectionsReading {
  let written: unknown;
  try {
    written = JSON.parse(body);
  } catch {
    return { ...NOTHING, body, problem: 'The connections file is not JSON.' };
  }
  const origins = readPageOrigins(written);
  if (origins === undefined) {
    return { ...NOTHING, body, problem: 'The connections file has no list of connections.' };
  }
  return {
    body,
    origins: [...new Set(origins.allowed.map(({ origin }) => origin))],
    servers: readPageServers(written),
    problem: undefined,
  };
}
