/**
 * A refusal of the authorization server: RFC 6749's `error` and `error_description` next to Qlik's `errors` list.
 *
 * Both are sent, because OAuth libraries read the first and `@qlik/api` only the second: without it, it goes on with an empty token.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    /** RFC 6749 or RFC 8693 error code. */
    readonly error: string,
    description: string,
    readonly statusCode = 400,
  ) {
    super(description);
  }

  body(traceId: string): object {
    return {
      errors: [
        {
          code: this.code,
          title: titles[this.error] ?? 'Bad request',
          detail: this.message,
          status: String(this.statusCode),
        },
      ],
      traceId,
      error: this.error,
      error_description: this.message,
    };
  }

  /** Qlik numbers its codes `OAUTH-n`; the real numbers are not public, so the sandbox names them after the RFC's. */
  get code(): string {
    return `OAUTH-${this.error.replaceAll('_', '-').toUpperCase()}`;
  }
}

const titles: Readonly<Record<string, string>> = {
  access_denied: 'Access denied',
  invalid_client: 'Invalid client',
  invalid_grant: 'Invalid grant',
  invalid_request: 'Invalid request',
  invalid_scope: 'Invalid scope',
  invalid_token: 'Invalid token',
  unauthorized_client: 'Unauthorized client',
  unsupported_grant_type: 'Unsupported grant type',
  unsupported_response_type: 'Unsupported response type',
};
