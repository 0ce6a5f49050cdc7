import * as openid from 'openid-client';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import type { OpenidSettings } from '../gateway/gateway-settings.ts';
import type { HostUser } from './host-user.ts';

const TIME_LIMIT_SECONDS = 15;

/** What has to be remembered while the user is at the identity provider. */
export interface OpenidAttempt {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

const claimsShape = z.looseObject({
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
  groups: z.array(z.string()).optional(),
});

/** Signs users in at an OpenID Connect provider: authorization code with PKCE, state and nonce. */
export class OpenidProvider {
  readonly #settings: OpenidSettings;
  #configuration: Promise<openid.Configuration> | undefined;

  constructor(settings: OpenidSettings) {
    this.#settings = settings;
  }

  /** Where to send the user, and what to remember. @throws {Problem} 502 when the provider cannot be reached */
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
   * Redeems the code that the user came back with.
   * @param visited the whole address, query included
   * @throws {Problem} 401 when the provider or the checks refuse it
   */
  async finish(
    visited: URL,
    attempt: OpenidAttempt,
  ): Promise<{ readonly user: HostUser; readonly idToken: string | undefined }> {
    const configuration = await this.#discover();
    let tokens: Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;
    try {
      tokens = await openid.authorizationCodeGrant(configuration, visited, {
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
    return { user: this.#readUser(tokens.claims()), idToken: tokens.id_token };
  }

  /** Where the browser ends its session with the provider as well; `undefined` when the provider has no such address. */
  async endAddress(idToken: string | undefined, returnTo: string): Promise<URL | undefined> {
    const configuration = await this.#discover();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return openid.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: returnTo,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    });
  }

  #readUser(claims: unknown): HostUser {
    const read = claimsShape.safeParse(claims);
    const id = read.success ? read.data[this.#settings.userClaim] : undefined;
    if (!read.success || typeof id !== 'string' || id === '') {
      throw new Problem(
        403,
        'host-user-unusable',
        `The identity provider sends no claim “${this.#settings.userClaim}”.`,
        { remedy: 'Set OIDC_USER_CLAIM to a claim that it sends, or OIDC_SCOPE so that it sends it.' },
      );
    }
    const { name, preferred_username: userName, email, groups } = read.data;
    return {
      id,
      name: name ?? userName ?? id,
      ...(email === undefined ? {} : { email }),
      ...(groups === undefined ? {} : { groups }),
    };
  }

  /** Asked once; asked again when it failed. */
  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    this.#configuration ??= openid.discovery(
      issuer,
      clientId,
      undefined,
      clientSecret === undefined ? openid.None() : openid.ClientSecretPost(clientSecret),
      {
        timeout: TIME_LIMIT_SECONDS,
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
