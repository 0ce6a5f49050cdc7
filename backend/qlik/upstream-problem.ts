import { Problem } from '../errors/problem.ts';

/**
 * Qlik did not answer at all.
 * @param cause for the log; its text is not told to the caller
 */
export function unreachable(connection: string, cause: unknown): Problem {
  const isTimeout =
    cause instanceof Error &&
    (cause.name === 'TimeoutError' ||
      cause.name === 'AbortError' ||
      ('code' in cause && cause.code === 'ETIMEDOUT'));
  return isTimeout
    ? new Problem(504, 'qlik-timeout', 'Qlik did not answer in time.', {
        connection,
        cause,
        remedy: 'Try again in a moment.',
      })
    : new Problem(502, 'qlik-unreachable', 'Qlik cannot be reached from the backend.', {
        connection,
        cause,
        remedy: 'Try again later. An administrator finds the reason in the log.',
      });
}

/**
 * Qlik refused the credential or the user that the secrets file names. What Qlik said goes to the log only.
 * @param said for the log
 */
export function refused(connection: string, status: number, said: string): Problem {
  const cause = new Error(`Qlik answered ${status}: ${said.slice(0, 500)}`);
  if (status === 429) {
    return new Problem(429, 'qlik-too-many-requests', 'Qlik asks for fewer requests.', {
      connection,
      cause,
      remedy: 'Wait a moment and try again.',
      headers: { 'retry-after': '60' },
    });
  }
  if (status >= 500) {
    return new Problem(502, 'qlik-failed', 'Qlik answered with an error of its own.', {
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
