/** What a fault applies to: an HTTP request with its answer, or a WebSocket from its handshake to its end. */
export type FaultKind = 'http' | 'websocket';

/** The requests or sockets of a fault. A missing member matches everything. */
export interface FaultMatch {
  /**
   * A path without its query, or several. With `*` (anything but a slash) or `**` (anything at all) it is a pattern for the whole path;
   * without, it matches itself and everything below.
   */
  readonly path?: string | readonly string[];
  /** In capitals. Preflights match only `OPTIONS`, and the effect `no-cors`. */
  readonly method?: string;
  /** As the request log names users; for a client-managed server without the directory too. */
  readonly user?: string;
  /** Default: `websocket` for effects of sockets only, else `http`. */
  readonly kind?: FaultKind;
}

/** When something happens to a socket. */
interface SocketMoment {
  /** `now`: once, to the open sockets. `accepted`: after the handshake. `call`: when a call of `method` arrives. */
  readonly at: 'now' | 'accepted' | 'call';
  /** The engine's method for `call`. Default `OpenDoc`. */
  readonly method?: string;
  /** Delay after that moment, in milliseconds. Default 0. */
  readonly afterMs?: number;
}

/** The answer comes late; so does the handshake's. */
interface DelayEffect {
  readonly type: 'delay';
  readonly ms: number;
}

/** The connection stays open without an answer. */
interface NeverAnswerEffect {
  readonly type: 'never-answer';
}

/** Another answer in place of the real one, before the request takes effect. For a handshake: its refusal. */
export interface StatusEffect {
  readonly type: 'status';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sets `Retry-After` to that many seconds after the answer. */
  readonly retryAfter?: { readonly seconds: number; readonly as: 'seconds' | 'date' };
  /** A text, or a value that is sent as JSON. Default: an error body in Qlik's form. */
  readonly body?: unknown;
}

/** The connection breaks after half of the real body; `Content-Length` is that of the whole body. */
interface CutOffEffect {
  readonly type: 'cut-off';
}

/** The request takes effect, but its answer is replaced. */
interface ReplaceBodyEffect {
  readonly type: 'replace-body';
  readonly contentType: string;
  readonly body: string;
  /** Default: that of the real answer. */
  readonly status?: number;
}

/** `links.next.href` leads to another host. Answers without that link stay the same and do not count. */
interface RewriteNextEffect {
  readonly type: 'rewrite-next';
  readonly origin: string;
}

/** No answer has CORS headers. */
interface NoCorsEffect {
  readonly type: 'no-cors';
}

/** The real answer with these headers besides its own, or in their place. */
interface SetHeadersEffect {
  readonly type: 'set-headers';
  readonly headers: Readonly<Record<string, string>>;
}

/** A redirect leads to its address with these parameters in the query, in place of those of the same names. Other answers do not count. */
interface RewriteRedirectEffect {
  readonly type: 'rewrite-redirect';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The socket is closed with that code. 1006 cannot be sent: the connection breaks. */
export interface CloseSocketEffect extends SocketMoment {
  readonly type: 'close-socket';
  readonly code: number;
  readonly reason?: string;
}

/** No frame passes in either direction, as after an undetected loss of the network. */
export interface SilentSocketEffect extends SocketMoment {
  readonly type: 'silent-socket';
}

/** The effect of a fault. */
export type FaultEffect =
  | DelayEffect
  | NeverAnswerEffect
  | StatusEffect
  | CutOffEffect
  | ReplaceBodyEffect
  | RewriteNextEffect
  | NoCorsEffect
  | SetHeadersEffect
  | RewriteRedirectEffect
  | CloseSocketEffect
  | SilentSocketEffect;

/** The name of an effect. */
export type FaultType = FaultEffect['type'];

/** The effect of that name. */
export type EffectOf<T extends FaultType> = Extract<FaultEffect, { readonly type: T }>;

/** A fault as passed to the admin API. */
export interface FaultInput {
  /** Replaces the fault with this id. Default: a new id. */
  readonly id?: string;
  readonly match?: FaultMatch;
  /** How often it applies at most; unlimited by default. */
  readonly count?: number;
  /** Number of matches to skip first. Default 0. */
  readonly skip?: number;
  readonly effect: FaultEffect;
}

/** A fault as the admin API returns it. */
export interface FaultReport extends FaultInput {
  readonly id: string;
  readonly match: FaultMatch & { readonly kind: FaultKind };
  /** How often it applied. */
  readonly applied: number;
  /** Whether it will not apply again. */
  readonly isExhausted: boolean;
}
