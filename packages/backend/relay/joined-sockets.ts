import type { WebSocket } from 'ws';
import type { QixFilter } from '../access/qix-filter.ts';
import type { OpenSocket, OpenSockets, SocketOwner } from './open-sockets.ts';

interface JoinOptions extends SocketOwner {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  readonly epoch: string;
  readonly sockets: OpenSockets;
  /** Filters the page's messages; without it, all pass. */
  readonly filter: QixFilter | undefined;
  /** Called for each refused message with its method, or the reason why it has none. */
  readonly onRefused: (reason: string) => void;
}

/** A close frame may take this long to be answered. */
const CLOSE_LIMIT_MS = 2_000;
/** Above this many unsent bytes, reading from the other side pauses until they are sent. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const UNSUPPORTED_DATA = 1003;
const POLICY = 1008;
const NO_STATUS = 1005;
const ABNORMAL = 1006;
/** RFC 6455, section 7.4: codes that may stand in a frame. */
const SENDABLE = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, NO_STATUS, ABNORMAL].includes(code)) ||
  (code >= 3000 && code <= 4999);

/** Forwards messages and close codes between two open sockets until one of them ends. */
export function joinSockets({
  client,
  upstream,
  sockets,
  filter,
  onRefused,
  epoch,
  ...owner
}: JoinOptions): void {
  let lastMessageAt = Date.now();
  /** Unsent bytes at the last ping of a side; `undefined` after its pong. */
  const asked = new Map<WebSocket, number | undefined>([
    [client, undefined],
    [upstream, undefined],
  ]);
  const entry: OpenSocket = {
    ...owner,
    epoch,
    lastMessageAt: () => lastMessageAt,
    close: (code, reason) => {
      sockets.delete(entry);
      end(client, code, reason);
      upstream.terminate();
    },
    ping: () => {
      for (const [side, unsent] of asked) {
        // The pong of a paused side cannot be read, and a side that still receives is alive.
        if (side.readyState !== side.OPEN || side.isPaused) continue;
        if (unsent !== undefined && unsent === side.bufferedAmount) side.terminate();
        else {
          side.ping();
          asked.set(side, side.bufferedAmount);
        }
      }
    },
  };
  const pass = (from: WebSocket, to: WebSocket): void => {
    from.on('pong', () => asked.set(from, undefined));
    from.on('message', (data: Buffer, isBinary) => {
      lastMessageAt = Date.now();
      asked.set(from, undefined);
      if (to.readyState !== to.OPEN) return;
      if (filter === undefined) return send(from, to, { data, isBinary });
      // The engine's protocol is text.
      if (isBinary) return entry.close(UNSUPPORTED_DATA, 'messages are text here');
      if (from === upstream) {
        filter.fromEngine(data.toString());
        return send(from, to, { data, isBinary });
      }
      const result = filter.fromClient(data);
      if (result.forward) return send(from, to, { data, isBinary });
      onRefused(result.reason);
      if (result.response === undefined) entry.close(POLICY, 'this message is not allowed here');
      else send(from, from, { data: Buffer.from(result.response), isBinary: false });
    });
    // An error is followed by `close`.
    from.on('error', () => undefined);
    from.once('close', (code, reason) => {
      sockets.delete(entry);
      // One that is closing already has a code of its own to send, behind its messages.
      if (code === ABNORMAL && to.readyState === to.OPEN) to.terminate();
      else end(to, code, reason);
    });
  };
  pass(client, upstream);
  pass(upstream, client);
  // It may have broken off while the other side was opened, and does not say so again.
  if (upstream.readyState === upstream.CLOSED) return client.terminate();
  sockets.add(entry);
  upstream.resume();
}

function send(
  from: WebSocket,
  to: WebSocket,
  { data, isBinary }: { readonly data: Buffer; readonly isBinary: boolean },
): void {
  to.send(data, { binary: isBinary }, () => {
    if (from.isPaused && to.bufferedAmount <= MAX_UNSENT_BYTES) from.resume();
  });
  if (to.bufferedAmount > MAX_UNSENT_BYTES) from.pause();
}

/** Closes a socket, and destroys it when the close takes too long. */
export function end(socket: WebSocket, code: number, reason: Buffer | string): void {
  if (socket.readyState === socket.CLOSED) return;
  // A paused socket would not read the response to its close frame.
  socket.resume();
  if (SENDABLE(code)) socket.close(code, reason);
  else socket.close();
  setTimeout(() => socket.terminate(), CLOSE_LIMIT_MS).unref();
}
