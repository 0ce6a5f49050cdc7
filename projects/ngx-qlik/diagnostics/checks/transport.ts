import type { CheckResult } from '../report/report';
import { failed, passed } from './check-results';

/** What the system's resolver says of a name. */
export interface NameFacts {
  readonly name: string;
  readonly addresses: readonly string[];
  /** The resolver's code, such as `ENOTFOUND`; absent where it had an answer. */
  readonly problem?: string | undefined;
}

/** Whether the host's name leads anywhere. */
export function checkName({ name, addresses, problem }: NameFacts): CheckResult {
  if (problem === undefined && addresses.length > 0) return passed(`${name}: ${addresses.join(', ')}`);
  return failed(
    {
      causeId: 'dns-unknown',
      cause: `The name ${name} cannot be resolved here.`,
      remedy:
        'Check "host" in connections.json for typing errors; if it is right, the name is known in another network only (VPN), or its DNS entry is missing.',
    },
    `${name}: ${problem ?? 'no address'}`,
  );
}

/** What a TLS handshake brought. */
export interface CertificateFacts {
  readonly name: string;
  /** The handshake's own failure, such as `ECONNREFUSED`; absent where there was a certificate to look at. */
  readonly problem?: string | undefined;
  /** Why the certificate is not trusted, as Node names it; absent where it is. */
  readonly distrust?: string | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
  /** Milliseconds since 1970. */
  readonly validTo?: number | undefined;
  readonly now: number;
}

const EXPIRY_WARNING_MS = 14 * 86_400_000;

/** Whether browsers will trust the host's certificate. */
export function checkCertificate(facts: CertificateFacts): CheckResult {
  const { name, problem, distrust, subject, issuer, validTo, now } = facts;
  const seen = [
    ...(subject === undefined ? [] : [`certificate of ${subject}, issued by ${issuer ?? 'nobody known'}`]),
    ...(validTo === undefined ? [] : [`good until ${new Date(validTo).toISOString()}`]),
  ];
  if (problem !== undefined) {
    return failed(
      {
        causeId: 'tls-failed',
        cause: `There is no TLS at ${name}: the connection ended before a certificate was seen.`,
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
          'Have the administrator of the server renew it (client-managed: Management console > Proxies > Security > “SSL browser certificate thumbprint”).',
      },
      ...seen,
    );
  }
  if (distrust === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failed(
      {
        causeId: 'certificate-name',
        cause: `The certificate is for another name than ${name}.`,
        remedy: 'Use a name in "host" that the certificate has, or have one issued that has this name.',
      },
      ...seen,
    );
  }
  if (distrust !== undefined) {
    return failed(
      {
        causeId: 'certificate-untrusted',
        cause: `Nobody who is trusted here vouches for the certificate of ${name} (${distrust}).`,
        remedy:
          'Have a certificate installed that a public or company authority has issued, with its chain; a self-signed one is refused by browsers. Where a company authority is meant, name its certificate with --ca.',
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
      remedy: 'Have it renewed in time.',
      isBlocking: false,
    };
  }
  return passed(...seen);
}
