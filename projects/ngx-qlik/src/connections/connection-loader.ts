import type { QlikConnectionInput } from './connection';
import { QlikError } from '../errors/qlik-error';

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
    const answer = await this.request();
    const body = await answer.text();
    try {
      return JSON.parse(body);
    } catch (cause) {
      throw new QlikError('config-not-json', `${this.source} is not JSON${describeBody(body, cause)}`, {
        remedy: `Open ${this.source} in a browser and correct it; a missing file that a server answers with its start page looks the same.`,
        cause,
      });
    }
  }

  private async request(): Promise<Response> {
    const remedy = `Put a file named ${this.source} beside index.html; see "Configuration" in the README.`;
    let answer: Response;
    try {
      answer = await fetch(new URL(this.source, document.baseURI), {
        cache: 'no-cache',
        signal: AbortSignal.timeout(LOAD_LIMIT_MS),
      });
    } catch (cause) {
      throw new QlikError('config-unavailable', `${this.source} could not be loaded.`, {
        remedy,
        isRetryable: true,
        cause,
      });
    }
    if (answer.ok) return answer;
    throw new QlikError(
      'config-unavailable',
      `${this.source} could not be loaded: the server answered ${answer.status}.`,
      {
        remedy,
        isRetryable: true,
        status: answer.status,
      },
    );
  }
}

function describeBody(body: string, cause: unknown): string {
  if (body.trim() === '') return ': it is empty.';
  if (body.trimStart().startsWith('<')) return ': it is a page of HTML.';
  return cause instanceof Error ? `: ${cause.message}.` : '.';
}
