import type { WebSocket } from 'ws';

/** The close code of a broken connection. It cannot be sent (RFC 6455, section 7.4.1). */
export const BROKEN = 1006;

/** Closes a socket with a code, or breaks its connection where the code is 1006. */
export function closeSocket(socket: WebSocket, code: number, reason = ''): void {
  if (code === BROKEN) {
    socket.terminate();
  } else {
    socket.close(code, reason);
  }
}
