import { randomBytes } from 'node:crypto';
import { SECRET_MARK } from './secret-search.ts';

/** The directory of users at client-managed servers. */
export const DIRECTORY = 'FUZZ';
export const MACHINE = 'machine';

/** Issues credentials, and finds the user of a request by the credentials that it carries. */
export class Identities {
  readonly #owners = new Map<string, string>();
  readonly #apiKeys = new Set<string>();

  addApiKey(key: string): void {
    this.#apiKeys.add(key);
  }

  /** A new secret for an owner. @param kind such as `token` */
  issue(kind: string, owner: string): string {
    const secret = `${kind}-${SECRET_MARK}-${owner}-${randomBytes(12).toString('hex')}`;
    this.#owners.set(secret, owner);
    return secret;
  }

  /** A credential that the page receives, such as a ticket; so it has no marker of a secret. */
  issueToPage(kind: string, owner: string): string {
    const credential = `${kind}.${owner}.${randomBytes(12).toString('hex')}`;
    this.#owners.set(credential, owner);
    return credential;
  }

  ownerOf(credential: string): string | undefined {
    return this.#owners.get(credential);
  }

  /** @returns each user that one of the headers names; more than one is a mixture of two users' requests */
  namedBy(head: string): ReadonlySet<string> {
    const header = (name: string): string | undefined =>
      new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim();
    const token = header('authorization')?.replace(/^Bearer /, '');
    const proxySessionId = /X-Qlik-Session=([^;\s]+)/.exec(header('cookie') ?? '')?.[1];
    const names = [
      token === undefined
        ? undefined
        : this.#apiKeys.has(token)
          ? MACHINE
          : (this.ownerOf(token) ?? 'unknown token'),
      proxySessionId === undefined ? undefined : (this.ownerOf(proxySessionId) ?? 'unknown session'),
      /UserId=(.*)$/.exec(header('x-qlik-user') ?? '')?.[1],
      header('x-user')?.replace(`${DIRECTORY}\\`, ''),
    ];
    return new Set(names.filter((name) => name !== undefined));
  }
}
