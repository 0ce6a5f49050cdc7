import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { type Account, type Accounts, DEMO_DIRECTORY } from '../users/accounts.ts';
import { challengeMessage, messageType, readAuthenticateMessage } from './ntlm-messages.ts';
import { isVersion2, provesPassword } from './ntlm-response.ts';

/** The answer to an `Authorization` header. */
export type HandshakeStep =
  /** 401 with these values of `WWW-Authenticate`. */
  | { readonly state: 'challenge'; readonly headers: readonly string[] }
  | { readonly state: 'proved'; readonly account: Account }
  /** 401 that begins anew; the reason is for the log. */
  | { readonly state: 'refused'; readonly headers: readonly string[]; readonly reason: string };

/** The schemes for a browser without credentials. */
const OFFER = ['Negotiate', 'NTLM'] as const;
const COMPUTER = 'QLIK-SANDBOX';
const CHALLENGE_BYTES = 8;

/**
 * The server's side of Windows sign-in: NTLM, bare or as the token of `Negotiate`. The handshake belongs to one connection; all three messages must use
 * it. Kerberos, which needs a domain controller, is refused and NTLM offered instead.
 */
export class NtlmHandshake {
  readonly #challenges = new WeakMap<Duplex, Buffer>();

  constructor(private readonly accounts: Accounts) {}

  step(connection: Duplex, authorization: string | undefined): HandshakeStep {
    const [, scheme, token] = /^(Negotiate|NTLM)\s+([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? [];
    if (scheme === undefined || token === undefined) {
      return { state: 'challenge', headers: OFFER };
    }
    const message = Buffer.from(token, 'base64');
    switch (messageType(message)) {
      case 1: {
        const challenge = randomBytes(CHALLENGE_BYTES);
        this.#challenges.set(connection, challenge);
        const answer = challengeMessage({ challenge, domain: DEMO_DIRECTORY, computer: COMPUTER });
        return { state: 'challenge', headers: [`${scheme} ${answer.toString('base64')}`] };
      }
      case 3:
        return this.#prove(connection, message);
      default:
        return {
          state: 'refused',
          headers: ['NTLM'],
          reason: 'The token is not NTLM; there is no Kerberos here.',
        };
    }
  }

  #prove(connection: Duplex, message: Buffer): HandshakeStep {
    const challenge = this.#challenges.get(connection);
    // Each challenge accepts one response, right or wrong.
    this.#challenges.delete(connection);
    const refuse = (reason: string): HandshakeStep => ({ state: 'refused', headers: OFFER, reason });
    if (challenge === undefined) {
      return refuse('The NTLM response came on a connection that had no challenge.');
    }
    try {
      const response = readAuthenticateMessage(message);
      if (!isVersion2(response)) {
        return refuse('The NTLM response is not of version 2.');
      }
      const account = this.accounts.forSignIn(response.domain, response.user);
      // Unknown users and wrong passwords get the same answer after the same computation.
      const isProved = provesPassword(response, account?.password ?? 'nobody', challenge);
      return account !== undefined && isProved
        ? { state: 'proved', account }
        : refuse(`User name or password is wrong for “${response.domain}\\${response.user}”.`);
    } catch (error) {
      if (error instanceof RangeError) {
        return refuse('The NTLM message is malformed.');
      }
      throw error;
    }
  }
}
