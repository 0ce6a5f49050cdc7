import type { ɵConnectionSession as ConnectionSession } from 'ngx-qlik';

/** The sign-in of a socket. Browsers hide why a socket is refused, so this class asks the server whether the sign-in is still valid. */
export class SocketSignIn {
  constructor(private readonly auth: ConnectionSession) {}

  /**
   * Renews a sign-in that has expired on the server.
   * @throws {QlikError} when the renewal fails: the sign-in has ended
   */
  async renewIfEnded(): Promise<void> {
    const epoch = this.auth.epoch();
    // A server that cannot be reached refuses sockets too; the attempt reports that.
    const isValid = await this.auth.isValid().catch(() => true);
    if (!isValid && !(await this.auth.renewAfterRefusal(undefined, epoch))) this.auth.requireEpoch(epoch);
  }

  /**
   * Rejects when a socket gets no response because the sign-in has expired on the server: a client-managed server may accept the socket,
   * require a sign-in on it and not respond to calls. Qlik's runtime does not report that in time.
   * @param milliseconds delay before the check
   */
  detectExpiry(milliseconds: number): { readonly ended: Promise<never>; stop(): void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ended = new Promise<never>((_, reject) => {
      if (this.auth.connection.platform !== 'client-managed') return;
      const check = async () => {
        // An unreachable server is no reason to stop the pending attempt.
        if (!(await this.auth.isValid().catch(() => true)))
          reject(new Error('The server requires a sign-in.'));
      };
      timer = setTimeout(() => void check(), milliseconds);
    });
    return { ended, stop: () => clearTimeout(timer) };
  }
}
