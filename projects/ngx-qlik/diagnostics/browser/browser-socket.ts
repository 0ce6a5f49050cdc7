import { ɵMessageBuffer as MessageBuffer, type ɵQixSocket as QixSocket } from 'ngx-qlik/checks';

/** A browser's WebSocket that buffers messages until a listener is set. */
export class BrowserSocket implements QixSocket {
  private readonly inbox = new MessageBuffer();
  private closed: readonly [number, string] | undefined;
  private closeListener: ((code: number, reason: string) => void) | undefined;

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') this.inbox.add(data);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      this.closed = [code, reason];
      this.closeListener?.(code, reason);
    });
  }

  /**
   * @returns the open socket, or the close code when it closes before it opens
   * @throws {Error} when the signal aborts, or the browser blocks it
   */
  static open(address: string, signal: AbortSignal): Promise<BrowserSocket | number> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      const opened = new BrowserSocket(socket);
      socket.addEventListener('open', () => resolve(opened));
      socket.addEventListener('close', ({ code }) => resolve(code));
      signal.addEventListener('abort', () => {
        if (socket.readyState === WebSocket.CONNECTING) socket.close();
        reject(new Error('The time is up.'));
      });
    });
  }

  send(text: string): void {
    this.socket.send(text);
  }

  close(): void {
    this.socket.close();
  }

  onText(listener: (text: string) => void): void {
    this.inbox.listen(listener);
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.closeListener = listener;
    if (this.closed) listener(...this.closed);
  }
}
