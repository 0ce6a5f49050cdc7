import { ɵquoteText as quoteText } from 'ngx-qlik/quoting';
import type { QlikErrorCode } from './error-codes';

declare const connectionIdBrand: unique symbol;

/** The name of a connection: in every state, event, error, URL and storage key. Letters, digits, `-` and `_`. */
export type ConnectionId = string & { readonly [connectionIdBrand]: true };

/** What is known of a failure beyond its code and message. */
export interface QlikErrorDetails {
  /** One sentence: what the reader can do about it. */
  readonly remedy: string;
  /** The connection that failed; absent when the failure is not one connection's. */
  readonly connectionId?: ConnectionId | undefined;
  /** Whether the same call may succeed when it is made again. Default: false. */
  readonly isRetryable?: boolean;
  /** Seconds to wait before a retry, where the server named them. */
  readonly retryAfterSeconds?: number | undefined;
  /** HTTP status, WebSocket close code or QIX error code, where there was one. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
  /** Distinguishes errors of one code whose texts differ, for translations. */
  readonly variant?: string | undefined;
  /** What the texts name, by name, for translations. */
  readonly params?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * The only error that this library throws, rejects with or puts into a state.
 *
 * `message` says what happened in a sentence for users; `remedy` what to do; `code` is for programs and never changes its meaning.
 */
export class QlikError extends Error {
  override readonly name = 'QlikError';
  readonly code: QlikErrorCode;
  readonly remedy: string;
  readonly connectionId: ConnectionId | undefined;
  readonly isRetryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly status: number | undefined;
  readonly variant: string | undefined;
  readonly params: Readonly<Record<string, string | number>> | undefined;

  constructor(code: QlikErrorCode, message: string, details: QlikErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.remedy = details.remedy;
    this.connectionId = details.connectionId;
    this.isRetryable = details.isRetryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.status = details.status;
    this.variant = details.variant;
    this.params = details.params;
  }

  /** A copy of this error that names the connection, for errors raised where the connection was not known. */
  for(connectionId: ConnectionId): QlikError {
    if (this.connectionId === connectionId) return this;
    return new QlikError(this.code, this.message, {
      remedy: this.remedy,
      connectionId,
      isRetryable: this.isRetryable,
      retryAfterSeconds: this.retryAfterSeconds,
      status: this.status,
      variant: this.variant,
      params: this.params,
      cause: this.cause ?? this,
    });
  }
}

/**
 * The same error where it is a {@link QlikError} already, else one with the code `unexpected` and the original as its cause.
 *
 * @param thrown whatever a `catch` received
 * @param connectionId the connection in whose work it was thrown
 */
export function toQlikError(thrown: unknown, connectionId?: ConnectionId): QlikError {
  if (thrown instanceof QlikError) return connectionId ? thrown.for(connectionId) : thrown;
  return new QlikError('unexpected', quoteText(thrown instanceof Error ? thrown.message : String(thrown)), {
    remedy: 'Try again; if it stays, report it with the details shown here.',
    connectionId,
    cause: thrown,
  });
}
