import { errors, importX509, jwtVerify, type JWTPayload } from 'jose';
import type { UserAttribute } from '../users/qlik-user.ts';
import type { ProxyAuthentication } from '../proxy/virtual-proxy.ts';

/** The user identity in a JWT. */
interface JwtIdentity {
  readonly userDirectory: string;
  readonly userId: string;
  readonly attributes: readonly UserAttribute[];
}

/** The identity, or the reason for the refusal in one sentence. */
export type JwtResult = { readonly identity: JwtIdentity } | { readonly refusal: string };

type JwtSettings = Extract<ProxyAuthentication, { method: 'jwt' }>;

/** Source: Qlik's help, "JWT authentication": signed only, with RSA. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Checks a JWT as a virtual proxy does: signature, times, and the claims named in its settings. */
export async function verifyJwt(settings: JwtSettings, token: string, now: number): Promise<JwtResult> {
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, async (header) => importX509(settings.certificate, header.alg), {
      algorithms: ALGORITHMS,
      currentDate: new Date(now),
    }));
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return { refusal: explain(error) };
    }
    throw error;
  }
  const userId = readText(payload, settings.userIdClaim);
  const constant = /^\[(.+)\]$/.exec(settings.userDirectoryClaim)?.[1];
  const userDirectory = constant ?? readText(payload, settings.userDirectoryClaim);
  if (userId === undefined) {
    return { refusal: `The claim "${settings.userIdClaim}" for the user id is missing or not a text.` };
  }
  if (userDirectory === undefined) {
    return {
      refusal: `The claim "${settings.userDirectoryClaim}" for the user directory is missing or not a text.`,
    };
  }
  return { identity: { userId, userDirectory, attributes: readAttributes(settings, payload) } };
}

function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) {
    return 'The token has expired (exp).';
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf' && error.reason === 'check_failed'
      ? 'The token is not valid yet (nbf).'
      : `The claim "${error.claim}" is not what it must be.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `The signature algorithm is none of ${ALGORITHMS.join(', ')}.`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'The signature does not fit the certificate of the virtual proxy.';
  }
  return `The token cannot be read: ${error.message}.`;
}

function readText(payload: JWTPayload, claim: string): string | undefined {
  const value = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

function readAttributes(settings: JwtSettings, payload: JWTPayload): UserAttribute[] {
  return settings.attributes.flatMap(({ claim, attribute }) => {
    const value: unknown = payload[claim];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values
      .filter((entry) => typeof entry === 'string' || typeof entry === 'number')
      .map((entry) => ({ name: attribute, value: String(entry) }));
  });
}
