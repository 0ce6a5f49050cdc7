/** A refusal with a text for people. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
