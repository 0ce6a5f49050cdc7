import type { ɵConnectionSession as ConnectionSession } from 'ngx-qlik';

/** The sign-in behind a socket. Browsers do not say why a socket was refused, so the server is asked in other ways whether it has ended. */
export class SocketSignIn {
  constructor(private readonly auth: ConnectionSession) {}

  /**
   * Renews a sign-in that the server has forgotten meanwhile.
   * @throws {QlikError} when that is not possible: the sign-in is over
   */
  async renewIfEnded(): Promise<void> {
    const epoch = this.auth.epoch();
    // A server that cannot be asked is away for sockets too; the attempt says so.
    const isValid = await this.auth.isValid().catch(() => true);
    if (!isValid && !(await this.auth.renewAfterRefusal(undefined, epoch))) this.auth.requireEpoch(epoch);
  }

  /**
   * Rejects when a server has forgotten the sign-in and a socket is silent for that reason: client-managed ones may take a socket all the
   * same, ask there to sign in and answer nothing else. Qlik's runtime does not pass that on in time.
   * @param milliseconds after which the server is asked
   */
  watchForSilence(milliseconds: number): { readonly ended: Promise<never>; stop(): void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ended = new Promise<never>((_, reject) => {
      if (this.auth.connection.platform !== 'client-managed') return;
      const ask = async () => {
        // A server that cannot be asked is no reason to give up what is under way.
        if (!(await this.auth.isValid().catch(() => true))) reject(new Error('The server asks to sign in.'));
      };
      timer = setTimeout(() => void ask(), milliseconds);
    });
    return { ended, stop: () => clearTimeout(timer) };
  }
}
