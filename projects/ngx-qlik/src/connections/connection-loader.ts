import type { QlikConnectionInput } from './connection';
import { loadPart } from '../errors/load-part';
import { QlikError } from '../errors/qlik-error';
import { earlyStart } from '../http/early-start';

/** Where the connections come from. Replace it to read them from elsewhere (an endpoint, the page, a native shell). */
export abstract class ConnectionLoader {
  /** A name for messages: a file or address. */
  abstract readonly source: string;
  /**
   * Fetches the connections, unchecked.
   * @throws {QlikError} `config-unavailable` or `config-not-json`
   */
  abstract load(): Promise<unknown>;
}

/** Connections that are part of the application's code. */
export class StaticConnectionLoader extends ConnectionLoader {
  override readonly source = 'The list given to withConnections()';

  constructor(private readonly connections: readonly QlikConnectionInput[]) {
    super();
  }

  override load(): Promise<unknown> {
    return Promise.resolve(this.connections);
  }
}

const LOAD_LIMIT_MS = 15_000;

/**
 * Connections in a JSON file beside the application, so that one build serves any tenant.
 *
 * It uses `fetch`, not HttpClient: interceptors may need the connections that are being loaded.
 */
export class FileConnectionLoader extends ConnectionLoader {
  constructor(override readonly source: string) {
    super();
  }

  override async load(): Promise<unknown> {
    const { source } = this;
    let answer!: Response;
    let body!: string;
    try {
      const address = new URL(source, document.baseURI);
      const init: RequestInit = { cache: 'no-cache', signal: AbortSignal.timeout(LOAD_LIMIT_MS) };
      const ask = async () => {
        answer = await (earlyStart()?.(undefined, address, init) ?? fetch(address, init));
        body = await answer.text();
      };
      // Once more: `fetch` hands out the failure of a preload of the page, which may have been on a connection that the server was closing.
      await ask().catch(ask);
    } catch (cause) {
      throw new QlikError('config-unavailable', `${source} could not be loaded.`, {
        remedy: 'Check the network and try again.',
        isRetryable: true,
        cause,
      });
    }
    const { ok, status } = answer;
    let cause: unknown;
    try {
      if (ok) return JSON.parse(body);
    } catch (thrown) {
      cause = thrown;
    }
    const { fileError } = await loadPart(() => import('./file-error'));
    throw fileError(source, { status, body, cause });
  }
}
