import { createPublicKey, type KeyObject } from 'node:crypto';

/** A JWT identity provider as entered by an administrator; names after Qlik's `identity-providers` API. */
export interface IdentityProviderInput {
  readonly issuer: string;
  /** Key id, which JWTs carry in their header. */
  readonly kid: string;
  /** Public key or certificate in PEM; this or `jwk`. */
  readonly pem?: string;
  /** Public key as JWK; this or `pem`. */
  readonly jwk?: Readonly<Record<string, unknown>>;
  /** Allowed difference of the clocks in seconds; default 5. */
  readonly clockToleranceSec?: number;
}

/** A registered identity provider. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** The signature algorithms that go with the key. */
  readonly algorithms: readonly string[];
  readonly clockToleranceSec: number;
}

/** Thrown for an invalid identity provider. The message names the field and the expected value. */
export class IdentityProviderError extends Error {
  override readonly name = 'IdentityProviderError';
}

const DEFAULT_TOLERANCE_SEC = 5;
const MIN_RSA_BITS = 2048;

/** The JWT identity providers of one tenant; one key for each issuer, as Qlik has it. */
export class IdentityProviders {
  readonly #byIssuer = new Map<string, IdentityProvider>();

  get all(): readonly IdentityProvider[] {
    return [...this.#byIssuer.values()];
  }

  find(issuer: string): IdentityProvider | undefined {
    return this.#byIssuer.get(issuer);
  }

  /** Registers a provider, or replaces the one with that issuer. @throws {IdentityProviderError} */
  put(input: IdentityProviderInput): IdentityProvider {
    const provider = readIdentityProvider(input);
    this.#byIssuer.set(provider.issuer, provider);
    return provider;
  }
}

function readIdentityProvider(input: IdentityProviderInput): IdentityProvider {
  const publicKey = readPublicKey(input);
  return {
    issuer: input.issuer,
    kid: input.kid,
    publicKey,
    algorithms: algorithmsFor(publicKey),
    clockToleranceSec: input.clockToleranceSec ?? DEFAULT_TOLERANCE_SEC,
  };
}

function readPublicKey({ pem, jwk }: IdentityProviderInput): KeyObject {
  if ((pem === undefined) === (jwk === undefined)) {
    throw new IdentityProviderError('Give the public key either as “pem” or as “jwk”.');
  }
  // Node would derive the public key from a private one; a private key must not be sent here.
  if (pem?.includes('PRIVATE KEY') === true || (jwk !== undefined && 'd' in jwk)) {
    throw new IdentityProviderError(
      'This is a private key. Give its public key, and keep the private key secret.',
    );
  }
  try {
    return pem === undefined ? createPublicKey({ key: { ...jwk }, format: 'jwk' }) : createPublicKey(pem);
  } catch (error) {
    throw new IdentityProviderError(
      `“${pem === undefined ? 'jwk' : 'pem'}” holds no public key or certificate that can be read.`,
      { cause: error },
    );
  }
}

function algorithmsFor(key: KeyObject): readonly string[] {
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') {
    if ((details.modulusLength ?? 0) < MIN_RSA_BITS) {
      throw new IdentityProviderError(`An RSA key needs at least ${MIN_RSA_BITS} bits.`);
    }
    return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  }
  const curves: Readonly<Record<string, string>> = {
    prime256v1: 'ES256',
    secp384r1: 'ES384',
    secp521r1: 'ES512',
  };
  const algorithm = key.asymmetricKeyType === 'ed25519' ? 'EdDSA' : curves[details.namedCurve ?? ''];
  if (algorithm === undefined) {
    throw new IdentityProviderError(
      'The key has to be RSA, an elliptic curve P-256, P-384 or P-521, or Ed25519.',
    );
  }
  return [algorithm];
}
