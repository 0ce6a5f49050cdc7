import type { CredentialPurpose, QlikCredential } from './credential';

/** A prepared one-time credential is used within this time or thrown away; Qlik's temporary tokens live for a minute or more. */
const PREPARED_FOR_MS = 20_000;

interface Prepared {
  readonly credential: Promise<QlikCredential>;
  readonly until: number;
}

/** One-time credentials that were fetched before they were asked for, each handed out once. */
export class PreparedCredentials {
  private readonly prepared = new Map<CredentialPurpose, Prepared>();

  /** Fetches one unless one is there or under way. */
  prepare(purpose: CredentialPurpose, fetch: () => Promise<QlikCredential>): void {
    const existing = this.prepared.get(purpose);
    if (existing && Date.now() < existing.until) return;
    const credential = fetch();
    // The caller of `take` gets the error; without a call it must not be an unhandled rejection.
    credential.catch(() => undefined);
    this.prepared.set(purpose, { credential, until: Date.now() + PREPARED_FOR_MS });
  }

  take(purpose: CredentialPurpose): Promise<QlikCredential> | undefined {
    const found = this.prepared.get(purpose);
    this.prepared.delete(purpose);
    return found && Date.now() < found.until ? found.credential : undefined;
  }

  clear(): void {
    this.prepared.clear();
  }
}
