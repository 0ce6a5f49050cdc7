/** An error answer of the admin API: status, code and a readable message. */
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
