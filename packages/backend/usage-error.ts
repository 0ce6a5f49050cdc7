/** Thrown for an invalid command line. The message names what is expected, and no value that may be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
