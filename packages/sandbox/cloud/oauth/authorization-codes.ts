import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { User } from '../users/user.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/** The grant of an authorization code. */
export interface CodeGrant {
  readonly grantId: string;
  readonly request: AuthorizationRequest;
  readonly user: User;
  /** Seconds since 1970. */
  readonly authTime: number;
}

interface CodeRecord extends CodeGrant {
  readonly expiresAt: number;
  used: boolean;
}

/** Why a code was not accepted; a replay has the grant whose tokens are revoked (RFC 6749, section 4.1.2). */
export interface CodeRefusal {
  readonly reason: string;
  readonly replayedGrantId?: string;
}

const LIFETIME_MS = 60_000;

/** Single-use authorization codes. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, CodeRecord>();

  constructor(private readonly now: () => number) {}

  create(request: AuthorizationRequest, user: User, authTime: number): string {
    // Used codes are kept for a while, to distinguish a replay from a guess.
    for (const [code, record] of this.#codes) {
      if (record.expiresAt + 10 * LIFETIME_MS < this.now()) {
        this.#codes.delete(code);
      }
    }
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, {
      grantId: randomUUID(),
      request,
      user,
      authTime,
      expiresAt: this.now() + LIFETIME_MS,
      used: false,
    });
    return code;
  }

  redeem(
    code: string,
    claim: { readonly clientId: string; readonly redirectUri: string; readonly verifier: string | undefined },
  ): CodeGrant | CodeRefusal {
    const record = this.#codes.get(code);
    if (record === undefined) {
      return { reason: 'The authorization code is unknown.' };
    }
    if (record.used) {
      return { reason: 'The authorization code was used before.', replayedGrantId: record.grantId };
    }
    record.used = true;
    if (record.expiresAt <= this.now()) {
      return { reason: 'The authorization code has expired.' };
    }
    if (record.request.client.id !== claim.clientId) {
      return { reason: 'The authorization code belongs to another client.' };
    }
    if (record.request.redirectUri !== claim.redirectUri) {
      return { reason: 'redirect_uri is not the one of the authorization request.' };
    }
    if (!provesChallenge(record.request.codeChallenge, claim.verifier)) {
      return { reason: 'code_verifier does not fit the code_challenge.' };
    }
    return record;
  }
}

/** PKCE with S256 (RFC 7636, section 4.6); a verifier without a challenge is refused as well (RFC 9700, section 4.8). */
function provesChallenge(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) {
    return challenge === verifier;
  }
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) {
    return false;
  }
  const expected = Buffer.from(challenge);
  const actual = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
