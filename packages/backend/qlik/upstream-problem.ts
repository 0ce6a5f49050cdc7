import { Problem } from '../errors/problem.ts';

const TIMEOUT_NAMES = [
  'TimeoutError',
  'AbortError',
  'ConnectTimeoutError',
  'HeadersTimeoutError',
  'BodyTimeoutError',
];
/** OpenSSL's verification errors, as Node names them; see `X509_verify_cert_error_string` and Node's `tls`. */
const CERTIFICATE_CODES =
  /^(?:ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_CERT_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED)/;

/**
 * Qlik did not answer, or its certificate is not trusted.
 * @param cause for the log; its text is not sent to the caller
 */
export function unreachable(connection: string, cause: unknown): Problem {
  const causes = chain(cause);
  if (causes.some(({ code }) => typeof code === 'string' && CERTIFICATE_CODES.test(code))) {
    return new Problem(502, 'qlik-certificate-refused', "The backend does not trust Qlik's certificate.", {
      connection,
      cause,
      remedy:
        'An administrator finds the reason in the log, and names the authority as "ca" in the secrets file.',
    });
  }
  if (causes.some(({ name, code }) => TIMEOUT_NAMES.includes(name) || code === 'ETIMEDOUT')) {
    return new Problem(504, 'qlik-timeout', 'Qlik did not answer in time.', {
      connection,
      cause,
      remedy: 'Try again in a moment.',
    });
  }
  return new Problem(502, 'qlik-unreachable', 'Qlik cannot be reached from the backend.', {
    connection,
    cause,
    remedy: 'Try again later. An administrator finds the reason in the log.',
  });
}

/** Returns an error and its causes: `fetch` wraps the real error. */
function chain(error: unknown): readonly (Error & { readonly code?: unknown })[] {
  const found: Error[] = [];
  for (let each = error; each instanceof Error && found.length < 10; each = each.cause) found.push(each);
  return found;
}

/**
 * Qlik refused the credential or the user that the secrets file names. Qlik's response goes to the log only.
 * @param responseText for the log
 */
export function refused(connection: string, status: number, responseText: string): Problem {
  const cause = new Error(`Qlik answered ${status}: ${responseText.slice(0, 500)}`);
  if (status === 429) {
    return new Problem(429, 'qlik-too-many-requests', 'Qlik asks for fewer requests.', {
      connection,
      cause,
      remedy: 'Wait a moment and try again.',
      headers: { 'retry-after': '60' },
    });
  }
  if (status >= 500) {
    return new Problem(502, 'qlik-failed', 'Qlik answered with an error.', {
      connection,
      cause,
      remedy: 'Try again later.',
    });
  }
  return new Problem(502, 'credential-refused', 'Qlik refused what the backend proved itself with.', {
    connection,
    cause,
    remedy:
      'An administrator compares the connection in the secrets file with the client or certificate at Qlik.',
  });
}
