import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import * as openid from 'openid-client';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import type { OpenidSettings } from '../gateway/gateway-settings.ts';
import { openidFetch, verifyingClient } from '../outgoing/openid-fetch.ts';
import type { HostUser } from './host-user.ts';
import { type LogoutToken, readLogoutToken } from './logout-token.ts';
import { unverifiedEmail } from './verified-email.ts';

const TIME_LIMIT_SECONDS = 15;

/** The state of a sign-in while the user is at the identity provider. */
export interface OpenidAttempt {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** An invalid claim counts as absent. */
const text = z.string().min(1).optional().catch(undefined);
const claimsShape = z.looseObject({
  sub: text,
  sid: text,
  iat: z.number().optional().catch(undefined),
  name: text,
  preferred_username: text,
  email: text,
  email_verified: z.union([z.boolean(), z.string()]).optional().catch(false),
});
/** Some providers send a single group as a string instead of a list. */
const groupsShape = z.union([z.string(), z.array(z.unknown())]).transform((groups) => {
  const list: readonly unknown[] = typeof groups === 'string' ? [groups] : groups;
  return list.filter((group): group is string => typeof group === 'string' && group !== '');
});

/** The result of a sign-in at the identity provider. */
export interface OpenidUser {
  readonly user: HostUser;
  readonly idToken: string | undefined;
  /** The provider's `sub` and `sid`, by which it may end the session later. */
  readonly subject: string | undefined;
  readonly providerSession: string | undefined;
  /** Of the id token, in milliseconds since 1970. */
  readonly issuedAt: number | undefined;
}

/** `email_verified: false` counts also for a trusted provider. */
function isVerified(claim: boolean | string | undefined, isEmailTrusted: boolean): boolean {
  return claim === undefined ? isEmailTrusted : claim === true || claim === 'true';
}

/** Signs users in at an OpenID Connect provider: authorization code with PKCE, state and nonce. */
export class OpenidProvider {
  readonly #settings: OpenidSettings;
  readonly #fetch = openidFetch(verifyingClient());
  #configuration: Promise<openid.Configuration> | undefined;
  #logoutKeys: JWTVerifyGetKey | undefined;

  constructor(settings: OpenidSettings) {
    this.#settings = settings;
  }

  /** Returns the authorization URL and the state to store. @throws {Problem} 502 when the provider cannot be reached */
  async begin(redirectUri: string): Promise<{ readonly address: URL; readonly attempt: OpenidAttempt }> {
    const configuration = await this.#discover();
    const attempt = {
      verifier: openid.randomPKCECodeVerifier(),
      state: openid.randomState(),
      nonce: openid.randomNonce(),
    };
    const address = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#settings.scope,
      code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      state: attempt.state,
      nonce: attempt.nonce,
    });
    return { address, attempt };
  }

  /**
   * Redeems the authorization code of the callback.
   * @param callbackUrl the whole address, query included
   * @throws {Problem} 401 when the provider or the checks refuse it
   */
  async finish(callbackUrl: URL, attempt: OpenidAttempt): Promise<OpenidUser> {
    const configuration = await this.#discover();
    let tokens: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;
    try {
      tokens = await openid.authorizationCodeGrant(configuration, callbackUrl, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
    } catch (error) {
      throw new Problem(401, 'host-sign-in-refused', 'The sign-in was not completed.', {
        remedy: 'Sign in again. If it keeps failing, an administrator finds the reason in the log.',
        cause: error,
      });
    }
    return { ...this.#readUser(tokens.claims()), idToken: tokens.id_token };
  }

  /** Returns the logout URL at the provider; `undefined` when the provider has none. */
  async endAddress(idToken: string | undefined, returnTo: string): Promise<URL | undefined> {
    const configuration = await this.#discover();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return openid.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: returnTo,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    });
  }

  /** @throws {Problem} 400 for an invalid logout token */
  async readLogoutToken(token: string): Promise<LogoutToken> {
    const metadata = (await this.#discover()).serverMetadata();
    const { jwks_uri: keys, issuer } = metadata;
    if (this.#logoutKeys === undefined && keys !== undefined) {
      this.#logoutKeys = createRemoteJWKSet(new URL(keys), {
        timeoutDuration: TIME_LIMIT_SECONDS * 1000,
        [customFetch]: this.#fetch,
      });
    }
    return readLogoutToken(token, { issuer, clientId: this.#settings.clientId, keys: this.#logoutKeys });
  }

  #readUser(claims: unknown): Omit<OpenidUser, 'idToken'> {
    const { userClaim, groupsClaim, isEmailTrusted } = this.#settings;
    const read = claimsShape.safeParse(claims);
    const id = read.success ? read.data[userClaim] : undefined;
    if (!read.success || typeof id !== 'string' || id === '') {
      throw new Problem(403, 'host-user-unusable', `The identity provider sends no claim “${userClaim}”.`, {
        remedy: 'Set OIDC_USER_CLAIM to a claim that it sends, or OIDC_SCOPE so that it sends it.',
      });
    }
    const { sub: subject, sid: providerSession, iat } = read.data;
    const { name, preferred_username: userName, email } = read.data;
    const isEmailVerified = isVerified(read.data.email_verified, isEmailTrusted);
    if (userClaim === 'email' && !isEmailVerified) throw unverifiedEmail();
    const groups = groupsShape.safeParse(read.data[groupsClaim]);
    const user = {
      id,
      name: name ?? userName ?? id,
      ...(email === undefined ? {} : { email, isEmailVerified }),
      ...(groups.success ? { groups: groups.data } : {}),
    };
    return { user, subject, providerSession, issuedAt: iat === undefined ? undefined : iat * 1000 };
  }

  /** Discovers the endpoints once; again after a failure. */
  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    this.#configuration ??= openid.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === undefined ? openid.None() : openid.ClientSecretPost(clientSecret),
      {
        timeout: TIME_LIMIT_SECONDS,
        [openid.customFetch]: this.#fetch,
        execute: issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
      },
    );
    try {
      return await this.#configuration;
    } catch (error) {
      this.#configuration = undefined;
      throw new Problem(502, 'identity-provider-unreachable', 'The identity provider does not answer.', {
        remedy: 'Try again later.',
        cause: error,
      });
    }
  }
}
