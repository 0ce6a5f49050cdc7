import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { hasBody, refuse } from './refusals.ts';

type Owns = (request: IncomingMessage) => boolean;

/** The backends of each server, by what is theirs. */
const backends = new WeakMap<Server, Set<Owns>>();

/**
 * The upgrade requests of a host that are for no backend. With a listener for them Node leaves all of them to listeners, also those that it
 * would answer as ordinary requests without one; when no listener answers, the client waits, and the socket stays open, without an end.
 */
export class ForeignUpgrades {
  readonly #host: Server;
  readonly #owns: Owns;

  constructor(host: Server, owns: Owns) {
    this.#host = host;
    this.#owns = owns;
    backends.set(host, this.#all().add(owns));
  }

  /** Returns what answers; `undefined` when another listener has to. Of several backends of a server, the first answers. */
  routeOf(
    request: IncomingMessage,
  ): ((request: IncomingMessage, response: ServerResponse) => void) | undefined {
    const all = [...this.#all()];
    const isForOthers = this.#host.listenerCount('upgrade') > all.length || all.some((owns) => owns(request));
    return isForOthers || all[0] !== this.#owns ? undefined : this.#answer;
  }

  stop(): void {
    this.#all().delete(this.#owns);
  }

  #all(): Set<Owns> {
    return backends.get(this.#host) ?? new Set();
  }

  readonly #answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      refuse(response, 404, { code: 'not-found', detail: 'There is no WebSocket here.' });
    } else if (hasBody(request)) {
      const detail = 'The body of a request that offers another protocol is not read.';
      const remedy = 'Send it without the header Upgrade.';
      refuse(response, 501, { code: 'upgrade-with-body', detail, remedy });
    } else {
      // A server may go on in HTTP/1.1 (RFC 9110, section 7.8).
      this.#host.emit('request', request, response);
    }
  };
}
