import type { CheckResult } from './report/report';
import { failed, passed } from './check-results';

/** The result of a DNS lookup. */
export interface NameFacts {
  readonly name: string;
  readonly addresses: readonly string[];
  /** The resolver's error code, such as `ENOTFOUND`; absent on success. */
  readonly problem?: string | undefined;
}

/** Checks whether the host's name resolves. */
export function checkName({ name, addresses, problem }: NameFacts): CheckResult {
  if (problem === undefined && addresses.length > 0) return passed(`${name}: ${addresses.join(', ')}`);
  return failed(
    {
      causeId: 'dns-unknown',
      cause: `The name ${name} cannot be resolved here.`,
      remedy:
        'Check "host" in connections.json for typing errors; if it is right, the name resolves in another network only (VPN), or its DNS entry is missing.',
    },
    `${name}: ${problem ?? 'no address'}`,
  );
}

/** The result of a TLS handshake. */
export interface CertificateFacts {
  readonly name: string;
  /** The error of the handshake, such as `ECONNREFUSED`; absent when there is a certificate. */
  readonly problem?: string | undefined;
  /** Node's error code for a certificate that is not trusted; absent when it is trusted. */
  readonly distrust?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  /** Milliseconds since 1970. */
  readonly validTo?: number | undefined;
  readonly now: number;
}

const EXPIRY_WARNING_MS = 14 * 86_400_000;

/** Checks whether browsers trust the host's certificate. */
export function checkCertificate(facts: CertificateFacts): CheckResult {
  const { name, problem, distrust, subject, issuer, validTo, now } = facts;
  const seen = [
    ...(subject === undefined
      ? []
      : [`certificate of ${subject}, issued by ${issuer ?? 'an unknown issuer'}`]),
    ...(validTo === undefined ? [] : [`valid until ${new Date(validTo).toISOString()}`]),
  ];
  if (problem !== undefined) {
    return failed(
      {
        causeId: 'tls-failed',
        cause: `There is no TLS at ${name}: the connection ended before a certificate was received.`,
        remedy:
          'Check that the server runs, that "host" names its https port, and that it speaks TLS 1.2 or newer.',
      },
      problem,
    );
  }
  if (distrust === 'CERT_HAS_EXPIRED') {
    return failed(
      {
        causeId: 'certificate-expired',
        cause: `The certificate of ${name} has expired.`,
        remedy:
          'Ask the administrator of the server to renew it (client-managed: Management console > Proxies > Security > “SSL browser certificate thumbprint”).',
      },
      ...seen,
    );
  }
  if (distrust === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failed(
      {
        causeId: 'certificate-name',
        cause: `The certificate is for another name than ${name}.`,
        remedy: 'Use a name in "host" that the certificate has, or request a certificate for this name.',
      },
      ...seen,
    );
  }
  if (distrust !== undefined) {
    return failed(
      {
        causeId: 'certificate-untrusted',
        cause: `The certificate of ${name} is not issued by a trusted authority (${distrust}).`,
        remedy:
          'Install a certificate of a public or company authority, with its chain; browsers refuse a self-signed one. For a company authority, pass its certificate with --ca.',
      },
      ...seen,
    );
  }
  if (validTo !== undefined && validTo - now < EXPIRY_WARNING_MS) {
    return {
      status: 'warning',
      seen,
      causeId: 'certificate-expired',
      cause: `The certificate of ${name} expires in ${Math.max(0, Math.round((validTo - now) / 86_400_000))} days.`,
      remedy: 'Renew it in time.',
      isBlocking: false,
    };
  }
  return passed(...seen);
}
