import type { CDPSession, Page } from '@playwright/test';
import type { Exchange } from './exchange.ts';

/** What the opening of a WebSocket is called. */
export const SOCKET_OPENED = 'WebSocket handshake';

interface Open {
  readonly what: string;
  readonly start: number;
  /** The request that waits for this one, which is its preflight. */
  readonly preflightOf?: string | undefined;
}

/**
 * Writes down every exchange of a page from its first request on, as the browser itself reports them: HTTP requests (preflights,
 * redirects and answers from the cache included), openings of WebSockets, and JSON-RPC calls over these.
 */
export class NetworkTrace {
  readonly #open = new Map<string, Open>();
  readonly #done: Exchange[] = [];

  private constructor(private readonly cdpSession: CDPSession) {}

  static async start(page: Page): Promise<NetworkTrace> {
    const cdpSession = await page.context().newCDPSession(page);
    const trace = new NetworkTrace(cdpSession);
    trace.#listen();
    await cdpSession.send('Network.enable');
    return trace;
  }

  /** What had been answered by now. */
  get exchanges(): readonly Exchange[] {
    return [...this.#done];
  }

  #listen(): void {
    this.cdpSession.on(
      'Network.requestWillBeSent',
      ({ requestId, request, timestamp, redirectResponse, initiator }) => {
        if (redirectResponse) this.#finish(requestId, timestamp, redirectResponse.encodedDataLength);
        if (/^(data|blob):/.test(request.url)) return;
        this.#open.set(requestId, {
          what: `${request.method} ${withoutQuery(request.url)}`,
          start: timestamp,
          preflightOf: initiator.type === 'preflight' ? initiator.requestId : undefined,
        });
      },
    );
    this.cdpSession.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
      this.#finish(requestId, timestamp, encodedDataLength);
    });
    this.cdpSession.on('Network.loadingFailed', ({ requestId, timestamp }) => {
      this.#finish(requestId, timestamp, 0);
    });
    this.cdpSession.on('Network.webSocketWillSendHandshakeRequest', ({ requestId, timestamp }) => {
      this.#open.set(requestId, { what: SOCKET_OPENED, start: timestamp });
    });
    this.cdpSession.on('Network.webSocketHandshakeResponseReceived', ({ requestId, timestamp, response }) => {
      this.#finish(requestId, timestamp, response.headersText?.length ?? 0);
    });
    this.cdpSession.on('Network.webSocketFrameSent', ({ requestId, timestamp, response }) => {
      const { id, method } = readCall(response.payloadData);
      if (id !== undefined) {
        this.#open.set(`${requestId}/${id}`, { what: `WebSocket ${method ?? 'call'}`, start: timestamp });
      }
    });
    this.cdpSession.on('Network.webSocketFrameReceived', ({ requestId, timestamp, response }) => {
      const { id } = readCall(response.payloadData);
      if (id !== undefined) this.#finish(`${requestId}/${id}`, timestamp, response.payloadData.length);
    });
  }

  #finish(id: string, end: number, bytes: number): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    this.#done.push({ what: open.what, start: open.start, end, bytes });
    // The browser reports a request when it is asked for; after a preflight it leaves only when that has been answered.
    const waiting = open.preflightOf === undefined ? undefined : this.#open.get(open.preflightOf);
    if (waiting && open.preflightOf !== undefined)
      this.#open.set(open.preflightOf, { ...waiting, start: end });
  }
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

function readCall(payload: string): { readonly id?: number; readonly method?: string } {
  try {
    const { id, method } = JSON.parse(payload) as { id?: unknown; method?: unknown };
    return {
      ...(typeof id === 'number' ? { id } : {}),
      ...(typeof method === 'string' ? { method } : {}),
    };
  } catch {
    // Not JSON-RPC: nothing that is answered.
    return {};
  }
}
