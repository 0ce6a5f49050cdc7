/** What travels: a request with its answer, or a WebSocket from its handshake to its end. */
export type FaultKind = 'http' | 'websocket';

/** Which requests or sockets a fault is for; what is left out may be anything. */
export interface FaultMatch {
  /**
   * A path without its query, or several. With `*` (anything but a slash) or `**` (anything at all) it is a pattern for the whole path;
   * without, it stands for itself and everything below.
   */
  readonly path?: string | readonly string[];
  /** In capitals. Preflights are struck where it says `OPTIONS`, and by `no-cors`. */
  readonly method?: string;
  /** As the request log names users; for a client-managed server without the directory too. */
  readonly user?: string;
  /** Default: sockets for effects that only these have, else requests. */
  readonly kind?: FaultKind;
}

/** When something happens to a socket. */
export interface SocketMoment {
  /** `now`: to those that are open, once. `accepted`: after the handshake. `call`: when a call of `method` arrives. */
  readonly at: 'now' | 'accepted' | 'call';
  /** Of the engine, for `call`. Default `OpenDoc`. */
  readonly method?: string;
  /** Waits so long after that moment. Default 0. */
  readonly afterMs?: number;
}

/** The answer comes late; so does the handshake's. */
export interface DelayEffect {
  readonly type: 'delay';
  readonly ms: number;
}

/** The connection stays open and nothing comes. */
export interface NeverAnswerEffect {
  readonly type: 'never-answer';
}

/** Another answer in place of the real one, before the request does anything. Of a handshake: its refusal. */
export interface StatusEffect {
  readonly type: 'status';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sets `Retry-After`, so many seconds from the answer on. */
  readonly retryAfter?: { readonly seconds: number; readonly as: 'seconds' | 'date' };
  /** A text, or what is sent as JSON. Default: an error body in Qlik's form. */
  readonly body?: unknown;
}

/** The connection breaks after half of the real body; `Content-Length` tells of all of it. */
export interface CutOffEffect {
  readonly type: 'cut-off';
}

/** The request does what it should, and something else is answered. */
export interface ReplaceBodyEffect {
  readonly type: 'replace-body';
  readonly contentType: string;
  readonly body: string;
  /** Default: that of the real answer. */
  readonly status?: number;
}

/** `links.next.href` leads to another host. Answers without that link are left alone and do not count. */
export interface RewriteNextEffect {
  readonly type: 'rewrite-next';
  readonly origin: string;
}

/** No answer allows pages of other origins to read it. */
export interface NoCorsEffect {
  readonly type: 'no-cors';
}

/** The real answer with these headers besides its own, or in their place. */
export interface SetHeadersEffect {
  readonly type: 'set-headers';
  readonly headers: Readonly<Record<string, string>>;
}

/** A redirect leads to its address with these parameters in the query, in place of those of the same names. Other answers do not count. */
export interface RewriteRedirectEffect {
  readonly type: 'rewrite-redirect';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The socket ends with that code; 1006 is none that can be sent: the connection breaks. */
export interface CloseSocketEffect extends SocketMoment {
  readonly type: 'close-socket';
  readonly code: number;
  readonly reason?: string;
}

/** No frame passes any more in either direction, as on a network that is gone without anybody being told. */
export interface SilentSocketEffect extends SocketMoment {
  readonly type: 'silent-socket';
}

/** What goes wrong. */
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

/** A fault as an operator asks for it. */
export interface FaultInput {
  /** Takes the place of the one that has it. Default: a new one. */
  readonly id?: string;
  readonly match?: FaultMatch;
  /** How often it strikes at most; without end by default. */
  readonly count?: number;
  /** So many that match are spared first. Default 0. */
  readonly skip?: number;
  readonly effect: FaultEffect;
}

/** A fault as an operator sees it. */
export interface FaultReport extends FaultInput {
  readonly id: string;
  readonly match: FaultMatch & { readonly kind: FaultKind };
  /** How often it struck. */
  readonly applied: number;
  /** It will not strike again. */
  readonly isExhausted: boolean;
}
