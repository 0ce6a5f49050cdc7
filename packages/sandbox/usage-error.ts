/** Thrown for an invalid command line. The message names the option and its valid values. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
